/** The pages of the console, in the order of its navigation. */

export interface Page {
  readonly path: string;
  readonly title: string;
  /** Pressed after `g`. */
  readonly key: string;
  /** Whether only a local stack has it. */
  readonly isLocal?: boolean;
}

export const pages: readonly Page[] = [
  { path: '/activity', title: 'Activity', key: 'a' },
  { path: '/people', title: 'People', key: 'p' },
  { path: '/dead-letters', title: 'Dead letters', key: 'd' },
  { path: '/entities', title: 'Entities', key: 'n' },
  { path: '/event', title: 'Event', key: 'e' },
  { path: '/policy', title: 'Policy', key: 'o' },
  { path: '/safeguard', title: 'Safeguard', key: 's' },
  { path: '/health', title: 'Health', key: 'h' },
  { path: '/sandbox', title: 'Sandbox', key: 'x', isLocal: true },
];
