/** How a cost grows with a size. */

export interface Point {
  readonly size: number;
  readonly cost: number;
}

/**
 * The exponent of the power of the size by which the cost grows: 1 is linear, 2 quadratic, 0 does not grow. The slope of the
 * line through the logarithms, by least squares.
 *
 * @returns NaN of fewer than two sizes, or of a cost that is not above 0
 */
export function exponentOf(points: readonly Point[]): number {
  return slopeOf(points.map(({ size, cost }) => ({ size: Math.log(size), cost: Math.log(cost) })));
}

/** By how much the cost grows for each one of the size, by least squares. */
export function slopeOf(points: readonly Point[]): number {
  const [meanSize, meanCost] = [meanOf(points, 'size'), meanOf(points, 'cost')];
  const [covariance, variance] = points.reduce(
    ([both, own], { size, cost }) => [both + (size - meanSize) * (cost - meanCost), own + (size - meanSize) ** 2],
    [0, 0],
  );
  return covariance / variance;
}

function meanOf(points: readonly Point[], what: keyof Point): number {
  return points.reduce((sum, point) => sum + point[what], 0) / points.length;
}
