interface Surface {
  canvas: OffscreenCanvas | null
  context: OffscreenCanvasRenderingContext2D | null
}

const CONTEXT = { willReadFrequently: true }

/** Makes canvases for pdf.js where there is no document. */
export class CanvasFactory {
  create(width: number, height: number): Surface {
    const canvas = new OffscreenCanvas(width, height)
    return { canvas, context: canvas.getContext('2d', CONTEXT) }
  }

  reset({ canvas }: Surface, width: number, height: number): void {
    if (canvas) Object.assign(canvas, { width, height })
  }

  destroy(surface: Surface): void {
    if (surface.canvas) Object.assign(surface.canvas, { width: 0, height: 0 })
    Object.assign(surface, { canvas: null, context: null })
  }

  getNoAlphaContext(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D | null {
    return canvas.getContext('2d', { ...CONTEXT, alpha: false })
  }
}

const NONE = 'none'

/** Leaves out the filters of colours, which are made of a document's SVG; no code needs them. */
export class FilterFactory {
  addFilter = () => NONE
  addHCMFilter = () => NONE
  addAlphaFilter = () => NONE
  addLuminosityFilter = () => NONE
  addKnockoutFilter = () => NONE
  addHighlightHCMFilter = () => NONE
  addSelectionHCMFilter = () => NONE
  addSelectionFilter = () => NONE
  createSelectionStyle = () => null
  destroy(): void {}
}

/** Counts a canvas that no document has as one: pdf.js draws on it, but its types do not say so. */
export function isCanvas(canvas: OffscreenCanvas | HTMLCanvasElement): canvas is HTMLCanvasElement {
  return 'getContext' in canvas
}
