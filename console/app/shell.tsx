/** What surrounds every page: navigation, palette, keys, theme, and work under way. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ActivityPage } from './activity/activity-page.tsx';
import { isShutOut, stage, stagePages } from './api.ts';
import { DeadLetterPage } from './dead-letters/dead-letter-page.tsx';
import { EntitiesPage } from './entities/entities-page.tsx';
import { EventPage } from './event/event-page.tsx';
import { HealthPage } from './health/health-page.tsx';
import { JobDock } from './jobs.tsx';
import { KeyHelp } from './key-help.tsx';
import { isTaken, runPageAction } from './keys.ts';
import { Palette } from './palette.tsx';
import { Link } from './parts.tsx';
import { PeoplePage } from './people/people-page.tsx';
import { PolicyPage } from './policy/policy-page.tsx';
import { address, navigate } from './router.ts';
import { SafeguardPage } from './safeguard/safeguard-page.tsx';
import { SandboxPage } from './sandbox/sandbox-page.tsx';
import { nextTheme, theme } from './theme.ts';

const open = signal<'palette' | 'keys' | undefined>(undefined);

/** `g` was pressed, and the next key names a page. */
let isGoing = false;

function onKeyDown(event: KeyboardEvent): void {
  if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (!document.querySelector('dialog[open]')) open.value = 'palette';
    return;
  }
  if (isTaken(event)) return;
  const wasGoing = isGoing;
  isGoing = event.key === 'g' && !wasGoing;
  const page = wasGoing ? stagePages.value.find(({ key }) => key === event.key) : undefined;
  if (page) navigate(page.path);
  else if (event.key === '/') open.value = 'palette';
  else if (event.key === '?') open.value = 'keys';
  else if (event.key === 't') nextTheme();
  else if (isGoing || !runPageAction(event.key)) return;
  event.preventDefault();
}

export function Shell() {
  useEffect(() => {
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const { path } = address.value;
  const page = stagePages.value.find((one) => one.path === path);
  // On a narrow screen the navigation scrolls.
  useEffect(() => document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest' }), [path]);
  useEffect(() => {
    document.title = `${page?.title ?? 'Not found'} – zuora-access ${stage.value?.stage ?? ''}`;
  }, [path, stage.value]);
  if (isShutOut.value) return <ShutOut />;
  // A browser tells of a closed dialog a moment later: a quick next key may have opened the other one.
  const close = (what: typeof open.value) => () => {
    if (open.value === what) open.value = undefined;
  };
  return (
    <div class="shell">
      <a class="skip" href="#page">
        Skip to the page
      </a>
      <Header />
      <main id="page" tabIndex={-1}>
        <Content path={path} />
      </main>
      <JobDock />
      {open.value === 'palette' && <Palette onClose={close('palette')} />}
      {open.value === 'keys' && <KeyHelp onClose={close('keys')} />}
    </div>
  );
}

function Content({ path }: { readonly path: string }) {
  switch (path) {
    case '/activity':
      return <ActivityPage />;
    case '/people':
      return <PeoplePage />;
    case '/dead-letters':
      return <DeadLetterPage />;
    case '/entities':
      return <EntitiesPage />;
    case '/event':
      return <EventPage />;
    case '/policy':
      return <PolicyPage />;
    case '/safeguard':
      return <SafeguardPage />;
    case '/health':
      return <HealthPage />;
    case '/sandbox':
      return <SandboxPage />;
    default:
      return <p class="notice">There is no such page.</p>;
  }
}

const themeNames = { system: 'Auto', light: 'Light', dark: 'Dark' } as const;

function Header() {
  const { path } = address.value;
  const { stage: name, isReadOnly } = stage.value ?? {};
  return (
    <header class="bar">
      <p class="brand">
        <strong>zuora-access</strong> <span class="stage">{name}</span>
        {isReadOnly && <span class="badge warning">read only</span>}
      </p>
      <nav aria-label="Pages">
        {stagePages.value.map((page) => (
          <Link key={page.path} to={page.path} current={page.path === path}>
            {page.title}
          </Link>
        ))}
      </nav>
      <div class="tools">
        <button type="button" class="quiet" onClick={() => (open.value = 'palette')}>
          Find <kbd>/</kbd>
        </button>
        <button type="button" class="quiet" onClick={() => (open.value = 'keys')} aria-label="Show the keys">
          <kbd>?</kbd>
        </button>
        <button
          type="button"
          class="quiet"
          onClick={nextTheme}
          aria-label={`${themeNames[theme.value]} theme. Change it`}
        >
          {themeNames[theme.value]}
        </button>
      </div>
    </header>
  );
}

function ShutOut() {
  return (
    <main class="closed">
      <h1>This browser is not let in any more</h1>
      <p>The console was started again. Open the newest address that it has printed in its terminal.</p>
    </main>
  );
}
