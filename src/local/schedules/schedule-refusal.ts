/** A trigger that cannot be kept, in a sentence that says what to write instead. */
export class ScheduleRefusal extends Error {
  override readonly name = 'ScheduleRefusal';
}
