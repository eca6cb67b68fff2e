import { type ThemeChoice, themeChoice } from '../lib/theme.ts';
import { Choice } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';

const choices: ReadonlyArray<{ value: ThemeChoice; icon: IconName; text: string }> = [
  { value: 'light', icon: 'light', text: 'Light' },
  { value: 'system', icon: 'system', text: "As the system's" },
  { value: 'dark', icon: 'dark', text: 'Dark' },
];

/** Light, dark, or what the system says. */
export function ThemeSwitch() {
  const options = choices.map(({ value, icon, text }) => ({
    value,
    label: (
      <>
        <Icon name={icon} size={16} />
        <span class="visually-hidden">{text}</span>
      </>
    ),
  }));
  return (
    <div class="theme-switch">
      <Choice
        legend="Colours"
        options={options}
        value={themeChoice.value}
        onValue={(choice) => {
          themeChoice.value = choice;
        }}
      />
    </div>
  );
}
