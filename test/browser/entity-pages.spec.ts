import { describe, expect, inject, it } from 'vitest';

describe('the link of an entity', () => {
  const { origin } = inject('house');

  it.each([['/ui/workspace/w1/project/p1/analysis/report/r1', 'get_bench_report', 'r1'], ['/ui/workspace/w1/project/p1/design/virtual-user/v1', 'get_virtual_user', 'v1'], ['/ui/workspace/w1', 'list_projects_by_workspace', 'w1']])('%s says that there is no page yet, and which tool reads it', async (path, tool, id) => {
    const answer = await fetch(origin + path);
    const text = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([501, 'text/html; charset=utf-8']);
    expect(text).toContain(`<code>${tool}</code>`);
    expect(text).toContain(`<code>${id}</code>`);
  });

  it('shows what stands in the address as text', async () => {
    const answer = await fetch(`${origin}/ui/workspace/${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
    expect(await answer.text()).not.toContain('<img src=x');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
