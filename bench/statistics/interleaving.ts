/** The order in which things are measured, so that what slows the machine down for a while slows all of them. */

/**
 * Each name once a round. Each round begins with the next name, so that none always follows the same other one.
 *
 * @returns one list for each round
 */
export function interleaved<Name>(names: readonly Name[], rounds: number): Name[][] {
  return Array.from({ length: rounds }, (_, round) => {
    const first = names.length === 0 ? 0 : round % names.length;
    const turned = [...names.slice(first), ...names.slice(0, first)];
    // Every other round goes backwards: what one leaves behind in the machine then meets another.
    return round % 2 === 0 ? turned : turned.toReversed();
  });
}
