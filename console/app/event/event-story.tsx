/** What is known of one event: what happened, its record, and what it announced. */
import type { EventRecord, EventStep, EventStory } from '../../shapes/event.ts';
import { Badge, Empty, Facts, Link, Their, Time } from '../parts.tsx';
import { personAddress } from '../people/person-address.ts';
import { Section } from '../section.tsx';

export function Story({ story: { login, records, changes, steps, letter, isPart } }: { readonly story: EventStory }) {
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
