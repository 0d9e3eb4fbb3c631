import { elementName, oneLine } from './clean-text.js';
import type { DesignNote } from './import-result.js';

/** A file can make a note per element; beyond this they are only counted. */
const NOTES_MAX = 10_000;
const REASON_MAX = 600;

/** Collects the notes of one import; an equal note is written once. */
export class NoteBook {
  private readonly notes: DesignNote[] = [];
  private readonly seen = new Set<string>();
  private leftOut = 0;

  /** `name` and `place` may come from the file: they are brought to one line and a bounded length. */
  add(note: DesignNote): void {
    const clean: DesignNote = { ...note, name: elementName(note.name, note.type), place: oneLine(note.place).text.slice(0, 300), reason: oneLine(note.reason).text.slice(0, REASON_MAX) };
    const key = JSON.stringify(clean);
    if (this.seen.has(key)) return;
    if (this.notes.length >= NOTES_MAX) { this.leftOut += 1; return; }
    this.seen.add(key);
    this.notes.push(clean);
  }

  list(): DesignNote[] {
    if (this.leftOut === 0) return [...this.notes];
    return [...this.notes, { level: 'changed', type: 'Import', name: 'notes', place: 'the whole file', reason: `${this.leftOut} more notes were left out of this list` }];
  }
}
