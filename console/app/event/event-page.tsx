/** Event: the way of one event, from its message to its effects. */
import { useSignal } from '@preact/signals';
import type { EventStory } from '../../shapes/event.ts';
import { stage } from '../api.ts';
import { finishedJobs } from '../jobs.tsx';
import { usePageActions } from '../keys.ts';
import { useLoaded } from '../loaded.ts';
import { Command, Empty, Failed, Loading, word } from '../parts.tsx';
import { PersonRules } from '../policy/person-rules.tsx';
import { parameter } from '../router.ts';
import { SearchForm } from '../search-form.tsx';
import { Section } from '../section.tsx';
import { Story } from './event-story.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { RetryDialog } from './retry-dialog.tsx';

export function EventPage() {
  const id = parameter('id');
  const version = useSignal(0);
  /** What the dialog begins with, as it was when it opened. */
  const publishing = useSignal<Pick<EventStory, 'letter'> | undefined>(undefined);
  /** The message ID of the dead letter, as it was when the dialog opened. */
  const retrying = useSignal<string | undefined>(undefined);
  const path = id ? `/events/story?id=${encodeURIComponent(id)}` : undefined;
  const { answer, problem, isLoading } = useLoaded<EventStory>(path, version.value + finishedJobs.value);
  const isReadOnly = stage.value?.isReadOnly ?? true;
  const again = () => {
    version.value += 1;
  };
  const publish = () => {
    publishing.value = isReadOnly ? undefined : { letter: answer?.letter };
  };
  const retry = () => {
    retrying.value = isReadOnly ? undefined : answer?.letter;
  };
  usePageActions([
    { key: 'u', does: 'Read the event again', run: again },
    ...(isReadOnly ? [] : [{ key: 'p', does: 'Publish an event', run: publish }]),
    ...(isReadOnly || !answer?.letter ? [] : [{ key: 'r', does: 'Retry the event now', run: retry }]),
  ]);
  return (
    <div class="page event">
      <div class="heading">
        <h1>Event</h1>
        <p class="actions">
          <button type="button" onClick={again} disabled={isLoading || id === ''}>
            Read again
          </button>
          {!isReadOnly && answer?.letter && (
            <button type="button" class="primary" onClick={retry}>
              Retry now…
            </button>
          )}
          {!isReadOnly && (
            <button type="button" onClick={publish}>
              Publish an event…
            </button>
          )}
        </p>
        <Command words={['status', id === '' ? '<id>' : word(id)]} />
      </div>
      <SearchForm name="id" label="Id" action="Show" />
      {problem && <Failed problem={problem} />}
      {isLoading && !answer && <Loading what="the event" />}
      {id === '' && <Empty>Give the id of an event or of an identity event, a message ID, or a correlation.</Empty>}
      {answer && <Story story={answer} />}
      {answer?.login && (
        <Section title={`Rules for ${answer.login} now`}>
          <PersonRules name={answer.login} />
        </Section>
      )}
      {retrying.value && (
        <RetryDialog
          letter={retrying.value}
          onClose={() => {
            retrying.value = undefined;
          }}
        />
      )}
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
