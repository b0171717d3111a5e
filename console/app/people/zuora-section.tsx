/** What Zuora itself shows, asked at the operator's wish: it costs calls. */
import type { ZuoraAccessView } from '../../shapes/people.ts';
import { AskZuora, useAnswerOfZuora } from '../ask-zuora.tsx';
import { finishedJobs } from '../jobs.tsx';
import { Badge, Cell, Failed, Loading, Their } from '../parts.tsx';
import { Section } from '../section.tsx';
import { TableHead } from '../table-head.tsx';

export function ZuoraSection({ login }: { readonly login: string }) {
  const path = `/people/zuora?login=${encodeURIComponent(login)}`;
  const { isAsked, ask, answer, problem, isLoading } = useAnswerOfZuora<ZuoraAccessView>(path, finishedJobs.value);
  return (
    <Section title="What Zuora shows now">
      <AskZuora isAsked={isAsked} ask={ask} />
      {isLoading && !answer && <Loading what="the access from Zuora" />}
      {problem && <Failed problem={problem} />}
      {answer && (
        <table class="stacked">
          <TableHead titles={['Entity', 'Access', 'Policy, by the login alone']} />
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
