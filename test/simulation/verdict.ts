/** An invariant that did not hold. */
export type Violation = { readonly invariant: string; readonly detail: string }

/** Takes down the first violation; the run ends there. */
export class Verdict {
  violation: Violation | undefined

  fail(invariant: string, detail: string): void {
    this.violation ??= { invariant, detail }
  }

  /** Fails with `detail` unless it holds. */
  hold(holds: boolean, invariant: string, detail: () => string): void {
    if (!holds) this.fail(invariant, detail())
  }
}
