import { effect, signal } from '@preact/signals';
import { stored } from './stored.ts';

/** What a person can choose. */
export type ThemeChoice = 'system' | 'light' | 'dark';

/** What was chosen. */
export const themeChoice = stored<ThemeChoice>('theme', 'system', (text) => (text === 'light' || text === 'dark' ? text : undefined));

/** Counts up whenever colours change, for what is drawn and does not follow the style sheet by itself. */
export const themeVersion = signal(0);

/** Puts the choice on the document, and watches the system's. */
export function startTheme(): void {
  effect(() => {
    const choice = themeChoice.value;
    if (choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    themeVersion.value = themeVersion.peek() + 1;
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    themeVersion.value += 1;
  });
}

/** The colour that a custom property stands for at present: a canvas takes no variables. */
export function colourOf(property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
