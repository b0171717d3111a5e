/** Which OAuth clients reach each entity, asked at the operator's wish: it costs calls to Zuora. */
import { useSignal } from '@preact/signals';
import type { EntityClients } from '../../shapes/entities.ts';
import { useLoaded } from '../loaded.ts';
import { Cell, Failed, Loading, Their } from '../parts.tsx';
import { Section } from '../section.tsx';

export function ClientSection() {
  const isAsked = useSignal(false);
  const { answer, problem, isLoading } = useLoaded<EntityClients>(
    isAsked.value ? '/entities/clients' : undefined,
  ).value;
  return (
    <Section title="OAuth clients">
      {!isAsked.value && (
        <p>
          <button
            type="button"
            onClick={() => {
              isAsked.value = true;
            }}
          >
            Ask Zuora
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
          <thead>
            <tr>
              <th scope="col">Entity</th>
              <th scope="col">Name in Zuora</th>
              <th scope="col">Reached by the client</th>
              <th scope="col">Client that the service uses there</th>
            </tr>
          </thead>
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
    </Section>
  );
}
