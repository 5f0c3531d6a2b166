/** Shows help, in the same place on every screen. */
export function Help({ title, items }: { title: string; items: readonly string[] }) {
  return (
    <details class="help">
      <summary>{title}</summary>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </details>
  )
}
