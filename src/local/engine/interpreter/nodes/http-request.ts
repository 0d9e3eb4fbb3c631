import { HttpRequestAction } from '../../../../contract/actions.js';
import { PlanRefused } from '../../engine-log.js';
import { RequestPlan } from '../../http/request-plan.js';
import type { NodeCompiler } from '../compilation.js';
import { HttpSampler } from '../http-sampler.js';
import { throughputTimer } from '../processors/think-time.js';

/** One HTTP request with everything in its scope (entities.md §3.4, §3.5). */
export const httpRequest: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const fields = tools.fields(HttpRequestAction, node);
    const { servers, settings, hosts, files, log } = tools.context;
    const server = servers.get(fields.serverId);
    if (server === undefined) throw new PlanRefused(`The request "${fields.name === '' ? fields.path : fields.name}" has no server (id ${fields.serverId}). Bind it to an existing HTTP server of the project.`);
    const action = tools.action(node, scope, 'Hit');
    const processors = tools.processors(node.children, scope.processors);
    const pace = throughputTimer(tools);
    return new HttpSampler({
      action,
      redirects: tools.action(node, scope, 'Hit', '.redirects'),
      resources: tools.action(node, scope, 'Hit', '.resources'),
      plan: new RequestPlan(fields, server, { template: tools.template, hosts, files, settings: settings.request, warn: (text) => { log.warn(text); } }),
      processors: pace === undefined ? processors : { ...processors, timers: [...processors.timers, pace] },
      followRedirects: fields.followRedirects,
      downloadResources: settings.downloadResources ?? fields.downloadResources,
      recordedCode: Object.hasOwn(settings.recordedCodes, node.id) ? settings.recordedCodes[node.id] : undefined,
      hosts,
      demands: tools.demands,
    });
  },
};
