const signs: ReadonlyArray<readonly [sign: string, text: string]> = [
  ['beat', 'beat'],
  ['late', 'late beat'],
  ['unheard', 'no answer'],
  ['stolen', 'stolen'],
  ['stopping', 'asked to stop'],
  ['held-until', 'held until'],
  ['lost', 'lost'],
  ['finished', 'done'],
];

/** What the signs of the picture mean. */
export function Legend() {
  return (
    <ul class="legend">
      {signs.map(([sign, text]) => (
        <li key={sign}>
          <span class={`sign ${sign}`} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}
