/** What Zuora itself shows, asked at the operator's wish: it costs calls. */
import { useSignal } from '@preact/signals';
import type { ZuoraAccessView } from '../../shapes/people.ts';
import { finishedJobs } from '../jobs.tsx';
import { useLoaded } from '../loaded.ts';
import { Badge, Cell, Failed, Loading, Their } from '../parts.tsx';
import { Section } from '../section.tsx';

export function ZuoraSection({ login }: { readonly login: string }) {
  const isAsked = useSignal(false);
  const path = isAsked.value ? `/people/zuora?login=${encodeURIComponent(login)}` : undefined;
  const { answer, problem, isLoading } = useLoaded<ZuoraAccessView>(path, finishedJobs.value).value;
  return (
    <Section title="What Zuora shows now">
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
      {isLoading && !answer && <Loading what="the access from Zuora" />}
      {problem && <Failed problem={problem} />}
      {answer && (
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col">Entity</th>
              <th scope="col">Access</th>
              <th scope="col">Policy, by the login alone</th>
            </tr>
          </thead>
          <tbody>
            {answer.entities.map(({ name, hasAccess, policy }) => (
              <tr key={name}>
                <td>
                  <Their text={name} />
                </td>
                <Cell title="Access">
                  <Badge severity={hasAccess ? 'success' : 'plain'}>{hasAccess ? 'yes' : 'no'}</Badge>
                </Cell>
                <Cell title="Policy">{policy}</Cell>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
