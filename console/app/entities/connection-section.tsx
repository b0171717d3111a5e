/** How the entities are connected, asked at the operator's wish: it costs calls to Zuora. */
import type { EntityConnections } from '../../shapes/entities.ts';
import { AskZuora, useAnswerOfZuora } from '../ask-zuora.tsx';
import { ConnectionTable } from '../connection-table.tsx';
import { Empty, Failed, Loading } from '../parts.tsx';
import { Section } from '../section.tsx';

export function ConnectionSection() {
  const { isAsked, ask, answer, problem, isLoading } = useAnswerOfZuora<EntityConnections>('/entities/connections');
  return (
    <Section title="Connections">
      <AskZuora isAsked={isAsked} ask={ask} />
      {isLoading && <Loading what="the connections from Zuora" />}
      {problem && <Failed problem={problem} />}
      {answer?.problems.map((one) => (
        <Failed key={one} problem={one} />
      ))}
      {answer && answer.connections.length === 0 && <Empty>Zuora shows no connection.</Empty>}
      {answer && answer.connections.length > 0 && <ConnectionTable connections={answer.connections} />}
    </Section>
  );
}
