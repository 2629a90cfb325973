// Compares who has access (L424-425) with what was changed: `gone` or `listed`. Exit 0 when it is so, 1 when not, 2 when nobody can tell.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LIST = 'scripts/security/audit-access.sh';
const QUESTIONS = {
  gone: (found) => found.length === 0,
  listed: (found, { role }) => found.some((one) => one.role === role),
};

/** A list that cannot be had, or is none, does not say who is missing in it. */
function usersOf(text) {
  const { users } = JSON.parse(text);
  if (!Array.isArray(users) || users.some((one) => typeof one?.user !== 'string')) {
    throw new Error(`this is no list of users: ${text}`);
  }
  return users;
}

try {
  const isSo = QUESTIONS[process.argv[2]];
  const asked = JSON.parse(readFileSync(0, 'utf8'));
  const users = usersOf(execFileSync(LIST, { encoding: 'utf8' }));
  const found = users.filter(({ user }) => user.toLowerCase() === asked.user.toLowerCase());
  console.log(JSON.stringify({ found }));
  process.exitCode = isSo(found, asked) ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
