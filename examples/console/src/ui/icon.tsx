/** The paths of the icons, each drawn in a box of 20 by 20. */
const paths = {
  add: 'M10 4v12M4 10h12',
  archive: 'M3.5 4h13v3.5h-13zM5 7.5V16h10V7.5M8.5 10.5h3',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  bolt: 'M11 2.5 4.5 11.5H9L8.5 17.5l7-9.5H11z',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  close: 'm5 5 10 10M15 5 5 15',
  cloud: 'M6 15.5a3.5 3.5 0 0 1-.4-7A4.7 4.7 0 0 1 14.7 8.6 3.5 3.5 0 0 1 14.5 15.5z',
  copy: 'M7.5 7.5h8v8.5h-8zM12.5 7.5V4h-8v8.5h3',
  dark: 'M16 11.7A6.5 6.5 0 0 1 8.3 4a6.5 6.5 0 1 0 7.7 7.7z',
  edit: 'M4 16l.6-3L13 4.6l2.4 2.4L7 15.4z',
  forward: 'M8 4.5 13.5 10 8 15.5',
  light:
    'M10 6.7a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6zM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1',
  play: 'M6.5 4.5v11l9-5.5z',
  search: 'M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM12.7 12.7 16.5 16.5',
  server: 'M3.5 4h13v5h-13zM3.5 11h13v5h-13zM6 6.5h.01M6 13.5h.01',
  sleep: 'M4 9.5h5L4 15.5h5M11.5 4h4.5l-4.5 5.5H16',
  slow: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM10 6.5V10l2.5 2',
  steal: 'M7 9V6.5a3 3 0 0 1 5.8-1M5 9h10v7H5zM10 12v1.5',
  stop: 'M5.5 5.5h9v9h-9z',
  system: 'M3 4.5h14v9H3zM7.5 16.5h5M10 13.5v3',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4.5M11.5 9v4.5',
  unheard: 'M3.5 5h13v8h-7l-3.5 3v-3h-2.5zM8 7.5l4 3.5M12 7.5l-4 3.5',
  unplug: 'M3 17 17 3M6.5 8.5a5 5 0 0 1 2-1.2M12.8 9.3l.7.7M3.8 6A9.5 9.5 0 0 1 7 4.3M11 4a9.5 9.5 0 0 1 5.5 2.3M10 14.5h.01',
  warning: 'M10 3.5 17.5 16h-15zM10 8.5v3.5M10 14.2h.01',
} as const;

/** Which icons there are. */
export type IconName = keyof typeof paths;

/** An icon. It says nothing by itself: what stands beside it does. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
