/** Which users of a profile one generator plays: the users are dealt by weight to all generators of the profile, this is the one at `index`. */
export interface UserShare { readonly weights: readonly number[]; readonly index: number }

/**
 * Deals users to generators: for each user, in the order in which they start, the place of its generator. Each user goes to the one
 * whose load would be lowest for its weight, so equal weights deal in turn (user k to k mod n), no generator gets more than its
 * weight while another has room, and every generator's part of a curve has the curve's shape. The same numbers give the same deal
 * everywhere: backend and generators need not tell each other who has whom.
 */
export function dealt(users: number, weights: readonly number[]): Uint16Array {
  const owners = new Uint16Array(users);
  const given = weights.map(() => 0);
  for (let user = 0; user < users; user++) {
    const owner = lowest(given, weights);
    given[owner] = (given[owner] ?? 0) + 1;
    owners[user] = owner;
  }
  return owners;
}

function lowest(given: readonly number[], weights: readonly number[]): number {
  let best = 0;
  let load = Infinity;
  for (const [place, weight] of weights.entries()) {
    const wouldBe = weight <= 0 ? Infinity : ((given[place] ?? 0) + 1) / weight;
    if (wouldBe < load) [best, load] = [place, wouldBe];
  }
  return best;
}

/** How many of the first users each generator has. */
export function countsOf(users: number, weights: readonly number[]): number[] {
  const counts = weights.map(() => 0);
  for (const owner of dealt(users, weights)) counts[owner] = (counts[owner] ?? 0) + 1;
  return counts;
}
