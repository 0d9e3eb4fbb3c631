interface Searched { readonly requests: number; readonly read: number; readonly recorded: number; readonly skipped: number; readonly known: number; readonly suggested: number; readonly unresolved: number }

/** What was looked at, what was not, and what to do now. */
export function searchNote({ requests, read, recorded, skipped, known, suggested, unresolved }: Searched): string {
  return [
    `Compared ${read} requests, ${recorded} of them recorded.`,
    ...(requests > read ? [`The last ${requests - read} requests were not looked at.`] : []),
    ...(skipped > 0 ? [`The bodies of ${skipped} responses were left out: the recording is too large.`] : []),
    ...(known > 0 ? [`${known} more ${known === 1 ? 'is' : 'are'} covered by rules of the project: apply_correlations_to_virtual_user.`] : []),
    ...(unresolved > 0 ? [`${unresolved} repeated values cannot be carried by a rule.`] : []),
    suggested > 0
      ? 'Then validate_virtual_user: what still fails needs a rule by hand, from get_validation_failure_detail.'
      : 'Nothing new to propose: values that read like words, that the client sent first or that only travel in cookies are left out.',
  ].join(' ');
}
