/** Which OAuth clients reach each entity, asked at the operator's wish: it costs calls to Zuora. */
import { useSignal } from '@preact/signals';
import type { EntityClients } from '../../shapes/entities.ts';
import { stage } from '../api.ts';
import { AskZuora, useAnswerOfZuora } from '../ask-zuora.tsx';
import { Cell, Failed, Loading, Their } from '../parts.tsx';
import { Section } from '../section.tsx';
import { TableHead } from '../table-head.tsx';
import { ProbeDialog } from './probe-dialog.tsx';

export function ClientSection() {
  const { isAsked, ask, answer, problem, isLoading } = useAnswerOfZuora<EntityClients>('/entities/clients');
  const isProbing = useSignal(false);
  return (
    <Section title="OAuth clients">
      <AskZuora isAsked={isAsked} ask={ask} />
      {!stage.value?.isReadOnly && (
        <p>
          <button
            type="button"
            onClick={() => {
              isProbing.value = true;
            }}
          >
            Try who administers them…
          </button>
        </p>
      )}
      {isLoading && <Loading what="the entities from Zuora" />}
      {problem && <Failed problem={problem} />}
      {answer?.problems.map((one) => (
        <Failed key={one} problem={one} />
      ))}
      {answer && (
        <table class="stacked">
          <TableHead
            titles={['Entity', 'Name in Zuora', 'Reached by the client', 'Client that the service uses there']}
          />
          <tbody>
            {answer.entities.map(({ id, name, zuoraName, reachedBy, usedClient }) => (
              <tr key={id}>
                <td>
                  <Their text={name} />
                </td>
                <Cell title="In Zuora">{zuoraName && <Their text={zuoraName} />}</Cell>
                <Cell title="Reached by">{reachedBy.join(', ') || 'none'}</Cell>
                <Cell title="Used">{usedClient}</Cell>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isProbing.value && (
        <ProbeDialog
          onClose={() => {
            isProbing.value = false;
          }}
        />
      )}
    </Section>
  );
}
