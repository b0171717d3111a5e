/** Entities: who has access to each, what is pending, and which clients reach it. */
import { useSignal } from '@preact/signals';
import type { EntityOverview, EntitySummary } from '../../shapes/entities.ts';
import { finishedJobs } from '../jobs.tsx';
import { usePageActions } from '../keys.ts';
import { useLoaded } from '../loaded.ts';
import { Cell, Command, Empty, Failed, Loading, Their, word } from '../parts.tsx';
import { changeQuery, parameter } from '../router.ts';
import { selectionKeys } from '../selection-keys.ts';
import { TableHead } from '../table-head.tsx';
import { age } from '../time.ts';
import { ClientSection } from './client-section.tsx';
import { ConnectionSection } from './connection-section.tsx';
import { EntityPeopleSection } from './entity-people.tsx';

export function EntitiesPage() {
  const version = useSignal(0);
  const { answer, problem, isLoading } = useLoaded<EntityOverview>('/entities', version.value + finishedJobs.value);
  const entities = answer?.entities ?? [];
  const id = parameter('entity');
  const selected = entities.find((entity) => entity.id === id);
  const select = (entity: EntitySummary | undefined) => changeQuery({ entity: entity?.id });
  const again = () => {
    version.value += 1;
  };
  usePageActions([
    ...selectionKeys('entity', entities, selected, select),
    { key: 'u', does: 'Read the entities again', run: again },
    { key: 'Escape', does: 'Close the selected entity', run: () => select(undefined) },
  ]);
  return (
    <div class="page entities">
      <div class="heading">
        <h1>Entities</h1>
        <p class="status" role="status">
          {isLoading ? 'reading…' : ''}
        </p>
        <button type="button" onClick={again} disabled={isLoading}>
          Read again
        </button>
        <Command words={selected ? ['who', word(selected.name)] : ['pending']} />
      </div>
      {problem && <Failed problem={problem} />}
      {answer?.unreadSecret && (
        <Failed
          problem={`Which entities have a client of their own is not known. So no request can be approved here. ${answer.unreadSecret}`}
        />
      )}
      {isLoading && !answer && <Loading what="the entities" />}
      {answer && entities.length === 0 && <Empty>Neither the policy nor an account names an entity.</Empty>}
      {entities.length > 0 && <EntityList entities={entities} selected={selected} onSelect={select} />}
      {selected && <EntityPeopleSection entity={selected} />}
      <ClientSection />
      <ConnectionSection />
    </div>
  );
}

function describeClient({ hasClient }: EntitySummary): string {
  if (hasClient === undefined) return 'not known';
  return hasClient ? 'yes' : 'no';
}

interface EntityListProps {
  readonly entities: readonly EntitySummary[];
  readonly selected: EntitySummary | undefined;
  readonly onSelect: (entity: EntitySummary) => void;
}

function EntityList({ entities, selected, onSelect }: EntityListProps) {
  const now = Date.now();
  return (
    <table class="groups stacked">
      <TableHead titles={['Entity', 'With access', 'Unmanaged', 'Pending', 'Oldest request', 'Own client']} />
      <tbody>
        {entities.map((entity) => (
          <tr
            key={entity.id}
            class={entity === selected ? 'current' : ''}
            {...(entity === selected && { 'aria-current': 'true' as const })}
            onClick={() => onSelect(entity)}
          >
            <td>
              <button type="button" class="link" onClick={() => onSelect(entity)}>
                <Their text={entity.name} />
              </button>
              {entity.isHome && <small> home</small>}
            </td>
            <Cell title="With access">{String(entity.access)}</Cell>
            <Cell title="Unmanaged">{String(entity.unmanaged)}</Cell>
            <Cell title="Pending">{String(entity.pending)}</Cell>
            <Cell title="Oldest request">{entity.oldestRequest && age(now - entity.oldestRequest)}</Cell>
            <Cell title="Own client">{describeClient(entity)}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
