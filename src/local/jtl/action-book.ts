import { RESOURCES } from '../../contract/row-id.js';
import type { SeriesKey } from '../measurements/measure.js';
import type { JtlSample, SampleRole } from './jtl-sample.js';

/** Different labels, hosts and response codes that are told apart: names with an id in them would make a series per sample. */
export const NAMES_MAX = { actions: 1_000, hosts: 50, codes: 200 } as const;
const OTHER = 'Other labels';
const OTHER_HOSTS = 'other hosts';
const NAME_LENGTH_MAX = 500;
/** What stands for the place where the samples were taken. */
export const REGION = 'Imported';
const GENERATOR = 'jtl';

/** An action of the run: a label of its file. `url` and `method` of its first sample that has them. */
export interface JtlAction { readonly id: string; readonly name: string; readonly role: 'request' | 'transaction'; container: string | undefined; url: string | undefined; method: string | undefined }

/** A Virtual User of the run: one file, which holds one thread group (behaviour.md §21.2). */
export interface JtlUser { readonly id: string; readonly profileId: string; readonly name: string; readonly actions: Map<string, JtlAction> }

/** Gives samples their series: the same label in two files is the same action (behaviour.md §21.2). */
export class ActionBook {
  readonly users: JtlUser[] = [];
  private readonly ids = new Map<string, string>();
  private readonly hosts = new Map<string, string>();
  private readonly keys = new Map<string, SeriesKey>();
  private isFull = false;

  /** @param newId a fresh id for a Virtual User, a profile or an action */
  constructor(private readonly newId: () => string) {}

  get notes(): string[] {
    return this.isFull ? [`There are more than ${NAMES_MAX.actions} labels: the later ones stand together under "${OTHER}". Labels that hold an id or a parameter are better made equal in JMeter.`] : [];
  }

  addUser(name: string): JtlUser {
    const user = { id: this.newId(), profileId: this.newId(), name, actions: new Map<string, JtlAction>() };
    this.users.push(user);
    return user;
  }

  /** The series of a sample; the same object each time. */
  seriesOf(user: JtlUser, sample: JtlSample): SeriesKey {
    const isResource = sample.role === 'resource';
    const action = this.actionOf(user, sample.role === 'transaction' ? 'transaction' : 'request', isResource ? (sample.owner ?? '') : sample.label);
    if (!isResource) describe(action, sample, () => (sample.owner === undefined ? undefined : this.actionOf(user, 'transaction', sample.owner).id));
    const injectorId = this.hostOf(sample.host);
    const name = `${user.id} ${action.id} ${sample.role} ${injectorId}`;
    let key = this.keys.get(name);
    if (key === undefined) this.keys.set(name, (key = seriesKey(user, action, sample.role, injectorId)));
    return key;
  }

  private actionOf(user: JtlUser, role: JtlAction['role'], label: string): JtlAction {
    const known = user.actions.get(nameOf(role, label));
    return known ?? this.newAction(user, role, label);
  }

  private newAction(user: JtlUser, role: JtlAction['role'], label: string): JtlAction {
    let name = nameOf(role, owned(label));
    let shown = label === '' ? '(no label)' : owned(label.slice(0, NAME_LENGTH_MAX));
    let id = this.ids.get(name);
    if (id === undefined && this.ids.size >= NAMES_MAX.actions) {
      this.isFull = true;
      shown = OTHER;
      name = nameOf(role, `\n${OTHER}`);
      id = this.ids.get(name);
    }
    if (id === undefined) this.ids.set(name, (id = this.newId()));
    let action = user.actions.get(name);
    if (action === undefined) user.actions.set(name, (action = { id, name: shown, role, container: undefined, url: undefined, method: undefined }));
    return action;
  }

  private hostOf(host: string | undefined): string {
    if (host === undefined || host === '') return GENERATOR;
    const known = this.hosts.get(host);
    if (known !== undefined) return known;
    if (this.hosts.size >= NAMES_MAX.hosts) return OTHER_HOSTS;
    const kept = owned(host.slice(0, NAME_LENGTH_MAX));
    this.hosts.set(kept, kept);
    return kept;
  }
}

const nameOf = (role: string, label: string): string => `${role} ${label}`;
/** A copy: a piece of a text keeps the whole of it in memory. */
export const owned = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');

function describe(action: JtlAction, { url, method }: JtlSample, container: () => string | undefined): void {
  if (action.url === undefined && url !== undefined) action.url = owned(url.slice(0, 2_000));
  if (action.method === undefined && method !== undefined) action.method = owned(method.slice(0, 20));
  action.container ??= container();
}

function seriesKey(user: JtlUser, { id, name, role }: JtlAction, as: SampleRole, injectorId: string): SeriesKey {
  const isResource = as === 'resource';
  return {
    virtualUserId: user.id, virtualUserName: user.name, actionId: isResource ? `${id}${RESOURCES}` : id, actionName: isResource ? `${name}${RESOURCES}` : name,
    // What a request holds already must not count as a hit again.
    subSampleType: isResource || role === 'transaction' ? 'Container' : 'Hit', region: REGION, injectorId,
  };
}
