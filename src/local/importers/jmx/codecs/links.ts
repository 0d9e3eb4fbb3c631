import { elementName } from '../../clean-text.js';
import { membersOf, testNameOf, type PlanElement } from '../plan-element.js';
import { textField } from '../node-fields.js';
import { collectionProp, propertyText, stringProp } from '../xml-element.js';
import { javaHash } from './assertions.js';
import { one, written, type Codec } from './codec.js';

const PATH = 'ModuleController.node_path';

/** Names from the root of JMeter's tree down to the target of a Module Controller. */
export const linkPathOf = (element: PlanElement): string[] => membersOf(element.xml, PATH).map((name) => propertyText(name) ?? '');

/**
 * `Module Controller`. Its target is found when the whole plan has been read; until then the link is empty. A link with children
 * of its own (JMeter replaces them by the target's) stays a generic element.
 */
export const link: Codec = {
  classes: ['ModuleController'], type: 'LinkAction', nests: false, whole: true,
  read: (element) => (element.children.length > 0 ? undefined : { name: elementName(testNameOf(element.xml), ''), virtualUserId: '', actionId: '' }),
  write(node, writing) {
    const path = writing.pathOf(textField(node, 'virtualUserId'), textField(node, 'actionId'));
    // Where the target is not written, a link that has an original keeps its own path.
    const units = path === undefined ? [] : [one(PATH, collectionProp(PATH, path.map((name) => stringProp(String(javaHash(name)), name))))];
    return written(node, 'ModuleController', 'ModuleControllerGui', units);
  },
};
