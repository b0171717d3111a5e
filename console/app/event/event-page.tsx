/** Event: the way of one event, from its message to its effects. */
import { useSignal } from '@preact/signals';
import type { EventRecord, EventStep, EventStory } from '../../shapes/event.ts';
import { stage } from '../api.ts';
import { finishedJobs } from '../jobs.tsx';
import { usePageActions } from '../keys.ts';
import { useLoaded } from '../loaded.ts';
import { Badge, Command, Empty, Facts, Failed, Link, Loading, Their, Time, word } from '../parts.tsx';
import { personAddress } from '../people/person-address.ts';
import { changeQuery, parameter } from '../router.ts';
import { Section } from '../section.tsx';
import { PublishDialog } from './publish-dialog.tsx';

export function EventPage() {
  const id = parameter('id');
  const version = useSignal(0);
  /** What the dialog begins with, as it was when it opened. */
  const publishing = useSignal<Pick<EventStory, 'letter'> | undefined>(undefined);
  const path = id ? `/events/story?id=${encodeURIComponent(id)}` : undefined;
  const { answer, problem, isLoading } = useLoaded<EventStory>(path, version.value + finishedJobs.value);
  const isReadOnly = stage.value?.isReadOnly ?? true;
  const again = () => {
    version.value += 1;
  };
  const publish = () => {
    publishing.value = isReadOnly ? undefined : { letter: answer?.letter };
  };
  usePageActions([
    { key: 'u', does: 'Read the event again', run: again },
    ...(isReadOnly ? [] : [{ key: 'p', does: 'Publish an event', run: publish }]),
  ]);
  return (
    <div class="page event">
      <div class="heading">
        <h1>Event</h1>
        <p class="actions">
          <button type="button" onClick={again} disabled={isLoading || id === ''}>
            Read again
          </button>
          {!isReadOnly && (
            <button type="button" onClick={publish}>
              Publish an event…
            </button>
          )}
        </p>
        <Command words={['status', id === '' ? '<id>' : word(id)]} />
      </div>
      <IdForm id={id} />
      {problem && <Failed problem={problem} />}
      {isLoading && !answer && <Loading what="the event" />}
      {id === '' && <Empty>Give the id of an event or of an identity event, a message ID, or a correlation.</Empty>}
      {answer && <Story story={answer} />}
      {publishing.value && (
        <PublishDialog
          letter={publishing.value.letter}
          onClose={() => {
            publishing.value = undefined;
          }}
        />
      )}
    </div>
  );
}

/** What is typed is searched at Enter: a search of the ledger costs reads. */
function IdForm({ id }: { readonly id: string }) {
  const typed = useSignal(id);
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        changeQuery({ id: typed.value.trim() }, true);
      }}
    >
      <label class="wide">
        Id
        <input
          type="search"
          name="id"
          value={typed}
          autocomplete="off"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </label>
      <button type="submit">Show</button>
    </form>
  );
}

function Story({ story: { login, records, changes, steps, letter, isPart } }: { readonly story: EventStory }) {
  return (
    <>
      <p class="links">
        {login && (
          <Link to={personAddress(login)}>
            What is known of <Their text={login} />
          </Link>
        )}
        {letter && <Link to={`/dead-letters?letter=${encodeURIComponent(letter)}`}>The dead letter</Link>}
      </p>
      {isPart && <p class="notice">Only a part of the ledger was searched. Give the source too, in the terminal.</p>}
      <Section title="What happened">
        {steps.length === 0 ? (
          <Empty>The log of the last day has no delivery of it.</Empty>
        ) : (
          <Timeline steps={steps} />
        )}
      </Section>
      {records.map((record) => (
        <RecordView key={`${record.operation} ${record.facts['Event']}`} record={record} />
      ))}
      {changes.map((change) => (
        <Section key={String(change['Id'])} title="Change announced for a date">
          <Facts facts={change} />
        </Section>
      ))}
    </>
  );
}

function Timeline({ steps }: { readonly steps: readonly EventStep[] }) {
  return (
    <ol class="timeline">
      {steps.map(({ at, title, severity, facts }) => (
        <li key={`${at} ${title} ${facts['Entity'] ?? facts['Message ID']}`}>
          <p>
            <Time at={at} /> <Badge severity={severity}>{title}</Badge>
          </p>
          <Facts facts={facts} />
        </li>
      ))}
    </ol>
  );
}

function RecordView({ record: { operation, outcome, facts, nextStep } }: { readonly record: EventRecord }) {
  return (
    <Section title={`Ledger: ${operation}, ${outcome}`}>
      {nextStep && (
        <p class="notice">
          <strong>What to do:</strong> {nextStep}
        </p>
      )}
      <Facts facts={facts} />
    </Section>
  );
}
