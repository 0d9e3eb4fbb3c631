import type { Agent } from '../support/agent.js';

/** Sends a file through the link that upload_project_file mints, as its instructions say. */
export async function upload(agent: Agent, projectId: string, filename: string, content: string | Uint8Array<ArrayBuffer>): Promise<Response> {
  const link = await agent.call<{ url: string; method: string }>('upload_project_file', { projectId, filename });
  const form = new FormData();
  form.append('filename', filename);
  form.append('file', new Blob([content]), filename);
  const answer = await fetch(link.url, { method: link.method, body: form });
  if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  return answer;
}
