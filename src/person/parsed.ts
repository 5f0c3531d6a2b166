/** Holds what a person typed as it is kept, or what is wrong with it. */
export type Parsed<Value, Fault> =
  | ({ readonly ok: true } & Readonly<Value>)
  | { readonly ok: false; readonly fault: Fault }
