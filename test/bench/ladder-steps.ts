/** What this Worker's design has more than the floor Worker, one thing after the other. */
export const STEPS = [
  { step: 'limits', name: '+ rate limits (simulated)' },
  { step: 'kv', name: '+ KV reads at send (simulated)' },
  { step: 'guard', name: "+ the phone guard's object at send" },
  { step: 'alarms', name: '+ alarms in both objects' },
  { step: 'after', name: '+ calls after the reply' },
] as const

/** One of them. */
export type Step = (typeof STEPS)[number]['step']
