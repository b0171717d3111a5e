/** The titles of a table's columns. */

/** A column that is not there has no title: `false`. */
export function TableHead({ titles }: { readonly titles: readonly (string | false)[] }) {
  return (
    <thead>
      <tr>
        {titles.map(
          (title) =>
            title && (
              <th key={title} scope="col">
                {title}
              </th>
            ),
        )}
      </tr>
    </thead>
  );
}
