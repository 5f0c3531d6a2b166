import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How Playwright starts the browser of this machine. */
export interface BrowserLaunch {
  executablePath: string
  args: string[]
  env?: Record<string, string>
}

const INSTALLED = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(process.env['PROGRAMFILES'] ?? '', 'Google/Chrome/Application/chrome.exe'),
  join(process.env['PROGRAMFILES(X86)'] ?? '', 'Google/Chrome/Application/chrome.exe'),
  join(process.env['LOCALAPPDATA'] ?? '', 'Google/Chrome/Application/chrome.exe'),
]

/**
 * The Chromium to test in: `CHROMIUM_PATH`, else an installed Chrome or Chromium, else the one in
 * @sparticuz/chromium, unpacked once into a folder under the system's temporary one.
 */
export async function findBrowser(): Promise<BrowserLaunch> {
  const given = process.env['CHROMIUM_PATH'] ?? INSTALLED.find((path) => existsSync(path))
  if (given) return { executablePath: given, args: isRoot() ? ['--no-sandbox'] : [] }
  if (process.platform === 'linux' && process.arch === 'x64') return unpackBrowser()
  throw new Error('No Chrome or Chromium found: install one, or name it in CHROMIUM_PATH.')
}

// Chromium refuses its sandbox to root, which is who runs in many containers.
function isRoot(): boolean {
  return process.getuid?.() === 0
}

async function unpackBrowser(): Promise<BrowserLaunch> {
  const folder = join(tmpdir(), `neobank-signup-chromium-${process.getuid?.()}`)
  const complete = join(folder, 'complete')
  if (!existsSync(complete)) await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })

  // The package unpacks into TMPDIR, brings libnss3 only where it believes itself on Lambda, and
  // writes the path of its libraries into the environment; only the browser is to have that.
  const before = { ...process.env }
  Object.assign(process.env, { TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' })
  const { default: chromium } = await import('@sparticuz/chromium')
  const executablePath = await chromium.executablePath()
  const libraries = process.env['LD_LIBRARY_PATH'] ?? ''
  process.env = before

  const fonts = join(folder, 'fonts.conf')
  await writeFile(fonts, fontsConfiguration(['/usr/share/fonts', join(folder, 'fonts')], folder))
  await writeFile(complete, '')
  return {
    executablePath,
    args: ['--no-sandbox'],
    env: { ...definedOnly(before), LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: fonts },
  }
}

function fontsConfiguration(folders: string[], cache: string): string {
  const dirs = folders.map((folder) => `<dir>${folder}</dir>`).join('')
  const sans = '<family>system-ui</family><prefer><family>Open Sans</family></prefer>'
  return `<?xml version="1.0"?><fontconfig>${dirs}<cachedir>${join(cache, 'font-cache')}</cachedir><alias binding="same">${sans}</alias></fontconfig>`
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
