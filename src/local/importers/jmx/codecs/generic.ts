import { elementName } from '../../clean-text.js';
import { recordField, textField } from '../node-fields.js';
import { fullClassOf, guiClassOf, testNameOf } from '../plan-element.js';
import type { Unit } from '../kept-element.js';
import { one, written, type Codec } from './codec.js';
import { propertiesOf, propertyXml } from './property-json.js';

/** A class name that may be written as a tag. */
const CLASS = /^[A-Za-z_][\w.$-]{0,250}$/;

/** Any element without a node type of its own: class, editor and properties as JSON, children as nodes (entities.md §3.4, S). */
export const generic: Codec = {
  classes: [], type: 'GenericAction', nests: true,
  read: ({ xml }) => ({ name: elementName(testNameOf(xml), ''), testClass: fullClassOf(xml), guiClass: guiClassOf(xml), properties: propertiesOf(xml) }),
  write(node) {
    const testClass = textField(node, 'testClass');
    const tag = CLASS.test(testClass) ? testClass : 'GenericController';
    const units = Object.entries(recordField(node, 'properties') ?? {}).map(([name, json]): Unit => one(name, propertyXml(name, json)));
    return written(node, tag, textField(node, 'guiClass'), units);
  },
};
