/** What each source said of a person, and what the policy made of it. */
import type { DecisionRow, SourceAccountView } from '../../shapes/people.ts';
import { Cell, Their, Time } from '../parts.tsx';
import { TableHead } from '../table-head.tsx';

export function SourceAccounts({ accounts }: { readonly accounts: readonly SourceAccountView[] }) {
  return (
    <>
      {accounts.map(({ title, state, values }) => (
        <div class="account" key={title}>
          <h3>
            <Their text={title} /> <small>{state}</small>
          </h3>
          <table class="stacked">
            <TableHead titles={['Attribute', 'Value', 'Said last', 'Since']} />
            <tbody>
              {values.map(({ name, value, saidAt, since }) => (
                <tr key={`${name} ${value}`}>
                  <td>
                    <Their text={name} />
                  </td>
                  <Cell title="Value">
                    <Their text={value} />
                  </Cell>
                  <Cell title="Said last">
                    <Time at={saidAt} />
                  </Cell>
                  <Cell title="Since">
                    <Time at={since} />
                  </Cell>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </>
  );
}

export function DecisionTable({ decisions }: { readonly decisions: readonly DecisionRow[] }) {
  return (
    <table class="stacked">
      <TableHead titles={['Entity', 'Decision', 'Rules']} />
      <tbody>
        {decisions.map(({ entity, decision, rules }) => (
          <tr key={`${entity} ${decision}`}>
            <td>
              <Their text={entity} />
            </td>
            <Cell title="Decision">{decision}</Cell>
            <Cell title="Rules">{rules.join(', ')}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
