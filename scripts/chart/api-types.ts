import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Rendered } from './render.js';

/** Where the definition of each API group that may be used lies: npm carries no JSON schemas of Kubernetes, but these are generated from its OpenAPI document. */
const MODULES: Readonly<Record<string, string>> = {
  'v1': 'kubernetes-models/v1',
  'apps/v1': 'kubernetes-models/apps/v1',
  'autoscaling/v2': 'kubernetes-models/autoscaling/v2',
  'policy/v1': 'kubernetes-models/policy/v1',
  'networking.k8s.io/v1': 'kubernetes-models/networking.k8s.io/v1',
  'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
};
const FILE = fileURLToPath(new URL('./rendered-objects.ts', import.meta.url));
const OPTIONS: ts.CompilerOptions = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, types: [], lib: ['lib.es2023.d.ts'], target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
const require = createRequire(import.meta.url);

/**
 * Judges objects by the definitions of their kinds, strictly: fields that do not exist, fields that are missing, wrong types and
 * values outside an enumeration (by the TypeScript compiler, to which each object is a literal of its kind), then formats and
 * patterns (by the validators that come with the definitions).
 *
 * @returns findings by object
 */
export function judgeByType(objects: readonly Rendered[]): Map<Rendered, string[]> {
  const findings = new Map<Rendered, string[]>();
  const add = (object: Rendered, finding: string): void => { findings.set(object, [...(findings.get(object) ?? []), finding]); };
  const known = objects.filter((object) => {
    const exists = MODULES[object.apiVersion] !== undefined && object.kind in classesOf(object.apiVersion);
    if (!exists) add(object, `the API has no ${object.apiVersion} ${object.kind}, or the checker does not know it`);
    return exists;
  });
  for (const { object, finding } of compilerFindings(known)) add(object, finding);
  for (const object of known.filter((candidate) => !findings.has(candidate))) for (const finding of validatorFindings(object)) add(object, finding);
  return findings;
}

type Model = new (data: unknown) => { validate(): void };
const classesOf = (apiVersion: string): Record<string, Model> => require(MODULES[apiVersion] ?? '') as Record<string, Model>;

function validatorFindings({ apiVersion, kind, body }: Rendered): string[] {
  const Kind = classesOf(apiVersion)[kind];
  if (Kind === undefined) return [];
  try {
    new Kind(body).validate();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

function compilerFindings(objects: readonly Rendered[]): { object: Rendered; finding: string }[] {
  const text = objects.map(({ apiVersion, kind, body }, index) => `import type { I${kind} as Kind${index} } from '${MODULES[apiVersion] ?? ''}';\nexport const object${index}: Kind${index} = ${JSON.stringify(body, null, 1)};`).join('\n');
  const host = ts.createCompilerHost(OPTIONS);
  const onDisk = ts.createCompilerHost(OPTIONS);
  const source = ts.createSourceFile(FILE, text, ts.ScriptTarget.ES2023, true);
  host.getSourceFile = (name, ...rest) => (name === FILE ? source : onDisk.getSourceFile(name, ...rest));
  host.fileExists = (name) => name === FILE || onDisk.fileExists(name);
  host.readFile = (name) => (name === FILE ? text : onDisk.readFile(name));
  const program = ts.createProgram([FILE], OPTIONS, host);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
    const { object, path } = placeOf(source, diagnostic.start ?? 0);
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').replace(/\s+/g, ' ');
    const found = objects[object];
    if (found === undefined) throw new Error(`The checker itself does not compile: ${message}`);
    return { object: found, finding: `${path}: ${message}` };
  });
}

/** Which object a position of the source belongs to, and where in it. */
function placeOf(source: ts.SourceFile, position: number): { object: number; path: string } {
  const steps: string[] = [];
  let object = -1;
  const descend = (node: ts.Node): void => {
    ts.forEachChild(node, (child) => {
      if (position < child.getStart(source) || position >= child.getEnd()) return;
      if (ts.isVariableDeclaration(child)) object = Number(child.name.getText(source).replace('object', ''));
      if (ts.isPropertyAssignment(child)) steps.push((child.name as ts.StringLiteral).text);
      if (ts.isArrayLiteralExpression(node)) steps.push(String(node.elements.indexOf(child as ts.Expression)));
      descend(child);
    });
  };
  descend(source);
  return { object, path: steps.join('.') || '(the object)' };
}
