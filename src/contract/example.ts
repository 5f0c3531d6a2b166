/** Shows one request and its reply, as they are sent and answered but for the placeholders. */
export type Example = {
  readonly summary: string
  readonly body?: Readonly<Record<string, unknown>>
  readonly status: number
  readonly reply: Readonly<Record<string, unknown>>
  /** Names the members and cookies that stand for those of a live signup. */
  readonly placeholders: readonly string[]
}
