// Run before `npm run dev` and `npm run build`, by whatever Node there is: so it is no TypeScript.
import { existsSync, writeFileSync } from 'node:fs'
import process from 'node:process'

// npm's scripts run on the Node of the package `node`, which an install script puts there.
if (!process.features.typescript || !existsSync('node_modules/wrangler')) {
  console.error(
    `Packages are missing (this is Node ${process.versions.node}): npm ran without install scripts, or for production. Run: npm ci --ignore-scripts=false --include=dev`,
  )
  process.exitCode = 1
}

// Windows has no `exec`, by which the script `dev` keeps no shell between npm and the server.
if (process.platform === 'win32') writeFileSync('node_modules/.bin/exec.cmd', '@%*\r\n')
