/* How the pages ask their server. */

/** The answer as JSON; throws with one sentence for the reader. A session that is over leads to the sign-in. */
export async function ask(path) {
  let answer;
  try {
    answer = await fetch(path, { headers: { accept: 'application/json' } });
  } catch {
    throw new Error('The server does not answer. It is asked again when you press “Try again”.');
  }
  if (answer.status === 401) {
    location.reload();
    throw new Error('You are signed out.');
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(typeof body.message === 'string' ? body.message : `The server answered ${answer.status}.`);
  return body;
}
