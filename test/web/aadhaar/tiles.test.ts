import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { tilesOf } from '../../../src/web/signup/steps/aadhaar/reader/worker/tiles.ts'

const side = fc.integer({ min: 1, max: 12_000 })

it('the first tile is the whole picture, and none reaches beyond it or is larger than 1,600', () => {
  fc.assert(
    fc.property(side, side, (width, height) => {
      const tiles = tilesOf(width, height)
      expect(tiles[0]).toMatchObject({ x: 0, y: 0, width, height })
      for (const tile of tiles) {
        expect(Math.min(tile.x, tile.y)).toBeGreaterThanOrEqual(0)
        expect(tile.x + tile.width).toBeLessThanOrEqual(width + 1e-6)
        expect(tile.y + tile.height).toBeLessThanOrEqual(height + 1e-6)
        expect(Math.max(tile.width, tile.height) * tile.scale).toBeLessThanOrEqual(
          1600 + tile.scale,
        )
      }
    }),
  )
})

it('a code of a seventh of the longest side or more is whole in a tile that shows it well', () => {
  const place = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      fc.integer({ min: 1600, max: 12_000 }),
      fc.integer({ min: 1600, max: 12_000 }),
      fc.double({ min: 1 / 7, max: 1, noNaN: true }),
      place,
      place,
      (width, height, share, across, down) => {
        const code = Math.min(share * Math.max(width, height), width, height)
        const [x, y] = [across * (width - code), down * (height - code)]
        const wholes = tilesOf(width, height).filter(
          (tile) =>
            tile.x <= x + 1e-6 &&
            tile.y <= y + 1e-6 &&
            tile.x + tile.width >= x + code - 1e-6 &&
            tile.y + tile.height >= y + code - 1e-6,
        )
        const largest = Math.max(...wholes.map((tile) => tile.scale * code))
        // Three pixels a module of the sample's denser symbol, or all that the picture has.
        expect(largest).toBeGreaterThanOrEqual(Math.min(411, code))
      },
    ),
  )
})
