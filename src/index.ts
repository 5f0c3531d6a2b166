import { app } from './app.ts'

export { AccountDesk } from './accounts/desk.ts'
export { SignIn } from './accounts/sign-in.ts'
export { PhoneGuard } from './guard/guard.ts'
export { SignupSession } from './signup/session.ts'
export { TrafficMonitor } from './traffic/monitor.ts'

export default { fetch: app.fetch } satisfies ExportedHandler<Env>
