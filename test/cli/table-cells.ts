/** The cells of a table in a command's output, which two spaces or more divide. */
export function tableCells(output: string): string[][] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
}
