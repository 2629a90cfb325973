import { describe, expect, it } from 'vitest';
import { OpsError } from '../../../../src/errors.ts';
import { actionFindings } from '../../../../src/runbook/definition/check/action.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { OCCASION } from '../../../support/known.ts';
import { demo, folderWith, problemsOf, runbookOf } from './folder.ts';

const VARS =
  'vars: { monitor: { description: Base, default: "https://monitor.example" }, home: { description: Home } }';
const PARAMS =
  '{ name: { type: text, description: N }, host: { type: text, description: H }, size: { type: integer, description: S, required: false } }';

/** An action `act` with the given steps, one a line from line 11 on. */
function steps(...all: readonly string[]): string {
  const lines = all.map((step) => `      - { ${step} }`).join('\n');
  return demo(
    `  act:\n    title: Act\n    source: L1\n    risk: read\n    params: ${PARAMS}\n    steps:\n${lines}`,
    VARS,
  );
}

const shell = (run: string, rest = ''): string => `shell: { run: ${run}${rest} }, effect: pure`;

/** Definitions that can never be planned or run as meant: the steps, the line at fault, and words of the problem. */
const FAULTY: readonly (readonly [string, readonly string[], number, string])[] = [
  ['a secret in an argument', [shell('[ls, "{{ secrets.A }}"]')], 12, 'list of programs'],
  ['a secret in the program', [shell('["{{ secrets.A }}"]')], 12, 'list of programs'],
  ['a secret in cwd', [shell('[ls]', ', cwd: "{{ secrets.A }}"')], 12, 'cannot stand here'],
  ['a secret in an address', ['http: { get: "https://a.example/{{ secrets.A }}" }'], 12, 'cannot stand here'],
  [
    'a secret behind a name and a password in an address',
    ['http: { get: "https://user:pass@a.example/?apikey={{ secrets.A }}" }'],
    12,
    'cannot stand here',
  ],
  [
    'a password in an address',
    ['http: { get: "https://user:p%40ss@a.example/" }'],
    12,
    'a name or a password before its server',
  ],
  ['a token in an address', ['http: { get: "https://t0ken@a.example/" }'], 12, 'before its server'],
  [
    'a key in an address',
    ['http: { get: "https://a.example/?page=1&api-key=0123" }'],
    12,
    "holds a secret as 'api-key'",
  ],
  [
    'a key in the address of a probe',
    [
      'http: { post: "https://a.example/", probe: { get: "https://a.example/?api%5Fkey=0123", expect: { status: 200 } } }, effect: idempotent',
    ],
    12,
    "holds a secret as 'api_key'",
  ],
  ['a secret in a message', ['notify: { text: "{{ secrets.A }}" }'], 12, 'cannot stand here'],
  ['a secret in a question', ['confirm: { question: "{{ secrets.A }}" }'], 12, 'cannot stand here'],
  [
    'a secret in a check',
    ['assert: { checks: [{ label: L, value: "{{ secrets.A }}", equals: 1 }] }'],
    12,
    'cannot stand here',
  ],
  [
    'a secret in a probe',
    ['shell: { run: [ls], probe: [ls, "{{ secrets.A }}"] }, effect: pure'],
    12,
    'cannot stand here',
  ],
  ['a value in bash -c', [shell('[bash, -c, "echo {{ params.name }}"]')], 12, 'bash runs as a program'],
  [
    'a value in bash -lc behind sudo',
    [shell('[sudo, -u, ops, /bin/bash, -lc, "echo {{ params.name }}"]')],
    12,
    'bash runs',
  ],
  [
    'a value in sh -o pipefail -c',
    [shell('[sh, -o, pipefail, -c, "echo {{ params.name }}"]')],
    12,
    'sh runs',
  ],
  ['a value in env bash -c', [shell('[env, A=b, bash, -c, "{{ params.name }}"]')], 12, 'bash runs'],
  [
    'a value in docker exec sh -c',
    [shell('[docker, exec, x, sh, -c, "ls {{ params.name }}"]')],
    12,
    'sh runs',
  ],
  ['a variable in bash -c', [shell('[bash, -c, "cd {{ vars.home }}"]')], 12, 'bash runs'],
  ['a value in python3 -c', [shell('[python3.12, -c, "print({{ params.name }})"]')], 12, 'python runs'],
  ['a value in node -e', [shell('[node, -e, "x({{ params.name }})"]')], 12, 'node runs'],
  ['a value in node --eval=', [shell('[node, "--eval=x({{ params.name }})"]')], 12, 'node runs'],
  ['a value in perl -ne', [shell('[perl, -ne, "print {{ params.name }}", f]')], 12, 'perl runs'],
  ['a value in psql -c', [shell('[psql, -d, main, -c, "select {{ params.name }}"]')], 12, 'psql runs'],
  ['a value behind ssh', [shell('[ssh, host, ls, "{{ params.name }}"]')], 12, 'ssh runs'],
  ['a value in what bash reads', [shell('[bash, -s]', ', stdin: "echo {{ params.name }}"')], 12, 'bash runs'],
  [
    'a value in the text of a probe',
    ['shell: { run: [ls], probe: { run: [bash, -c, "{{ params.name }}"] } }, effect: pure'],
    12,
    'bash runs',
  ],
  ['a parameter as the program behind sudo', [shell('[sudo, "{{ params.name }}"]')], 12, 'choose what runs'],
  [
    'a parameter as the program behind sudo and its options',
    [shell('[sudo, -u, ops, --, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as the program behind env',
    [shell('[env, A=b, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as the program behind several wrappers',
    [shell('[nohup, nice, -n, "5", timeout, -k, 5s, 30s, "bin/{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as the program behind xargs',
    [shell('[xargs, -n, "1", "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as the program in a container',
    [shell('[docker, exec, -u, root, box, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as the image of a container',
    [shell('[docker, run, --rm, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as the program in a pod',
    [shell('[kubectl, exec, pod, --, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as the program of find',
    [shell('[find, ., -name, x, -exec, "{{ params.name }}", ";"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as a package that is run',
    [shell('[npx, --yes, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  ['a parameter as the script of bash', [shell('[bash, "{{ params.name }}"]')], 12, 'choose what runs'],
  [
    'a parameter as the script of python behind sudo',
    [shell('[sudo, -E, python3, -u, "jobs/{{ params.name }}.py"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as a module of python',
    [shell('[python3, -m, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as a module of node',
    [shell('[node, "--require={{ params.name }}", x.js]')],
    12,
    'choose what runs',
  ],
  ['a parameter as a module of perl', [shell('[perl, "-M{{ params.name }}", x.pl]')], 12, 'choose what runs'],
  [
    'a parameter as an option of an interpreter',
    [shell('[bash, "-{{ params.name }}", x.sh]')],
    12,
    'choose what runs',
  ],
  ['a parameter as a file of psql', [shell('[psql, -f, "{{ params.name }}"]')], 12, 'choose what runs'],
  ['a value attached to python -c', [shell('[python3, "-cprint({{ params.name }})"]')], 12, 'python runs'],
  ['a value attached to perl -e', [shell('[perl, "-e{{ params.name }}"]')], 12, 'perl runs'],
  ['a value attached to psql -c', [shell('[psql, "-cselect {{ params.name }}"]')], 12, 'psql runs'],
  ['a value attached to node -pe', [shell('[node, -pe, "{{ params.name }}"]')], 12, 'node runs'],
  [
    'a value in bash -c behind a later option',
    [shell('[bash, -c, -x, "echo {{ params.name }}"]')],
    12,
    'bash runs',
  ],
  [
    'a value in a second text of sed',
    [shell('[sed, -e, s/a/b/, -e, "s/c/{{ params.name }}/"]')],
    12,
    'sed runs',
  ],
  ['a value in what sed does', [shell('[sed, -n, "/{{ params.name }}/p", log]')], 12, 'sed runs'],
  ['a value in what awk does', [shell('[awk, -F, ",", "$1 == {{ params.name }}", f]')], 12, 'awk runs'],
  ['a value in a filter of jq', [shell('[jq, -r, ".{{ params.name }}", a.json]')], 12, 'jq runs'],
  [
    'a value for sqlite3',
    [shell('[sqlite3, -header, a.db, "select {{ params.name }}"]')],
    12,
    'sqlite3 runs',
  ],
  ['a value for mysql -e', [shell('[mysql, -h, db, "-eselect {{ params.name }}"]')], 12, 'mysql runs'],
  ['a value in env -S', [shell('[env, -S, "bash -c {{ params.name }}"]')], 12, 'env runs'],
  ['a value attached to env -S', [shell('[env, "-Sbash -c {{ params.name }}"]')], 12, 'env runs'],
  ['a value in env --split-string=', [shell('[env, "--split-string=x {{ params.name }}"]')], 12, 'env runs'],
  [
    'a value as BASH_ENV behind env',
    [shell('[env, "BASH_ENV={{ params.name }}", ls]')],
    12,
    'choose what runs',
  ],
  ['a value in su -c', [shell('[su, ops, -c, "ls {{ params.name }}"]')], 12, 'su runs'],
  ['a value in flock -c', [shell('[flock, /tmp/l, -c, "ls {{ params.name }}"]')], 12, 'flock runs'],
  ['a value in pwsh -COMMAND', [shell('[pwsh, -COMMAND, "x {{ params.name }}"]')], 12, 'pwsh runs'],
  ['a value in elvish -c', [shell('[elvish, -c, "x {{ params.name }}"]')], 12, 'elvish runs'],
  ['a value in nix-shell --run', [shell('[nix-shell, --run, "x {{ params.name }}"]')], 12, 'nix-shell runs'],
  ['a value in rsync -e', [shell('[rsync, -ave, "ssh -p {{ params.name }}", a, b]')], 12, 'rsync runs'],
  [
    'a value in what tar starts',
    [shell('[tar, -xf, a, "--to-command=x {{ params.name }}"]')],
    12,
    'tar runs',
  ],
  ['a value in ansible -a', [shell('[ansible, all, -a, "x {{ params.name }}"]')], 12, 'ansible runs'],
  ['a value in a variable of make', [shell('[make, deploy, "TO={{ params.name }}"]')], 12, 'make runs'],
  ['a parameter as a script of npm', [shell('[npm, run, "{{ params.name }}"]')], 12, 'choose what runs'],
  ['a parameter as what go runs', [shell('[go, run, "{{ params.name }}"]')], 12, 'choose what runs'],
  ['a parameter as what java runs', [shell('[java, -jar, "{{ params.name }}"]')], 12, 'choose what runs'],
  [
    'a parameter as the entry of a container',
    [shell('[docker, run, --entrypoint, "{{ params.name }}", box]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as the entry of a container, in one item',
    [shell('[docker, run, "--entrypoint=bin/{{ params.name }}", box]')],
    12,
    'choose what runs',
  ],
  [
    'a parameter as the program in a service of docker-compose',
    [shell('[docker-compose, exec, web, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as the shell that a container is entered by',
    [shell('[docker, run, --entrypoint, sh, box, -c, "echo {{ params.name }}"]')],
    12,
    'sh runs',
  ],
  [
    'a value as the shell that a container is entered by, in one item',
    [shell('[podman, run, --rm, --entrypoint=/bin/sh, box, -c, "echo {{ params.name }}"]')],
    12,
    'sh runs',
  ],
  [
    'a value as the shell of a service of docker compose',
    [shell('[docker, compose, run, --entrypoint, bash, web, -c, "echo {{ params.name }}"]')],
    12,
    'bash runs',
  ],
  [
    'a value as what an image named after its program runs',
    [shell('[docker, run, "bash:5", -c, "echo {{ params.name }}"]')],
    12,
    'bash runs',
  ],
  [
    'a value as an image behind an option of docker with a value',
    [shell('[docker, run, --gpus, all, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as an image behind an option of docker that nobody knows',
    [shell('[docker, run, --fresh, all, "{{ params.name }}"]')],
    12,
    'lint does not know',
  ],
  [
    'a value as a variable of a container that chooses',
    [shell('[docker, run, -e, "BASH_ENV={{ params.name }}", box]')],
    12,
    'choose what runs',
  ],
  [
    'a value as a command in a pod',
    [shell('[kubectl, run, x, --image=box, --command, --, sh, -c, "echo {{ params.name }}"]')],
    12,
    'sh runs',
  ],
  [
    'a value as the image of a pod',
    [shell('[kubectl, run, x, "--image={{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as a program in a pod without --',
    [shell('[kubectl, exec, pod, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as pwsh behind -WindowStyle',
    [shell('[pwsh, -WindowStyle, Hidden, -Command, "x {{ params.name }}"]')],
    12,
    'pwsh runs',
  ],
  [
    'a value as pwsh behind -Version',
    [shell('[powershell.exe, -Version, "5", -Command, "x {{ params.name }}"]')],
    12,
    'powershell runs',
  ],
  [
    'a value as pwsh behind -ConfigurationName',
    [shell('[pwsh, -ConfigurationName, x, -Command, "x {{ params.name }}"]')],
    12,
    'pwsh runs',
  ],
  [
    'a value as pwsh behind -SettingsFile',
    [shell('[pwsh, -SettingsFile, f, -Command, "x {{ params.name }}"]')],
    12,
    'pwsh runs',
  ],
  ['a value as pwsh -En', [shell('[pwsh, -En, "{{ params.name }}"]')], 12, 'pwsh runs'],
  ['a value as pwsh -Enco', [shell('[pwsh, -NoProfile, -Enco, "{{ params.name }}"]')], 12, 'pwsh runs'],
  ['a value as pwsh -comm', [shell('[pwsh, -comm, "x {{ params.name }}"]')], 12, 'pwsh runs'],
  ['a value as pwsh /Command', [shell('[pwsh, /Command, "x {{ params.name }}"]')], 12, 'pwsh runs'],
  [
    'a value as an argument that pwsh puts behind its text',
    [shell('[pwsh, -Command, "x", "{{ params.name }}"]')],
    12,
    'pwsh runs',
  ],
  [
    'a value as a text that powershell is given without an option',
    [shell('[powershell, "x {{ params.name }}"]')],
    12,
    'powershell runs',
  ],
  ['a value as cmd /c', [shell('[cmd.exe, /c, "dir {{ params.name }}"]')], 12, 'cmd runs'],
  [
    'a value as python behind an option that nobody knows',
    [shell('[python3, --fresh, x, "{{ params.name }}"]')],
    12,
    'lint does not know',
  ],
  [
    'a value as a text of python behind an option that nobody knows',
    [shell('[python3, --fresh, x, -c, "{{ params.name }}"]')],
    12,
    'python runs',
  ],
  [
    'a value as bash behind an option that nobody knows',
    [shell('[bash, --fresh, x, -c, "{{ params.name }}"]')],
    12,
    'bash runs',
  ],
  [
    'a value as bash -co pipefail',
    [shell('[bash, -co, pipefail, "echo {{ params.name }}"]')],
    12,
    'bash runs',
  ],
  [
    'a value as the script of node behind a module',
    [shell('[node, -r, ./a.js, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as what java runs behind its class path',
    [shell('[java, -cp, a.jar, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  ['a value as what nix runs', [shell('[nix, run, "{{ params.name }}"]')], 12, 'choose what runs'],
  [
    'a value as what nix shell loads',
    [shell('[nix, shell, a, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as what nix develop loads',
    [shell('[nix, develop, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as a program that nix shell runs',
    [shell('[nix, shell, a, -c, sh, -c, "{{ params.name }}"]')],
    12,
    'sh runs',
  ],
  ['a value as a file of nix-shell', [shell('[nix-shell, "{{ params.name }}"]')], 12, 'choose what runs'],
  [
    'a value as tar --rsh-command',
    [shell('[tar, -xf, a, "--rsh-command=x {{ params.name }}"]')],
    12,
    'tar runs',
  ],
  [
    'a value as tar --rmt-command',
    [shell('[tar, -xf, a, "--rmt-command=x {{ params.name }}"]')],
    12,
    'tar runs',
  ],
  [
    'a value as tar --use-compress-program',
    [shell('[tar, -cf, a, --use-compress-program, "x {{ params.name }}", b]')],
    12,
    'tar runs',
  ],
  [
    'a value as tar --use-comp, a word that is cut',
    [shell('[tar, -cf, a, "--use-comp=x {{ params.name }}", b]')],
    12,
    'tar runs',
  ],
  ['a value as tar -I', [shell('[tar, -I, "x {{ params.name }}", -cf, a, b]')], 12, 'tar runs'],
  [
    'a value as java at the end of memory',
    [shell('[java, "-XX:OnOutOfMemoryError=x {{ params.name }}", -jar, a.jar]')],
    12,
    'java runs',
  ],
  [
    'a value as java at an error',
    [shell('[java, "-XX:OnError=x {{ params.name }}", -jar, a.jar]')],
    12,
    'java runs',
  ],
  [
    'a value as arguments of java from a file',
    [shell('[java, "@{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as an agent of java',
    [shell('[java, "-javaagent:{{ params.name }}", -jar, a.jar]')],
    12,
    'choose what runs',
  ],
  [
    'a value as an inventory of ansible',
    [shell('[ansible, all, -i, "{{ params.name }}", -m, ping]')],
    12,
    'choose what runs',
  ],
  [
    'a value as a setting of git that names a program',
    [shell('[git, -c, "core.sshCommand={{ params.name }}", fetch]')],
    12,
    'git runs',
  ],
  ['a value as an alias of git', [shell('[git, -c, "alias.x=!{{ params.name }}", x]')], 12, 'git runs'],
  ['a value as any setting of git', [shell('[git, -c, "{{ params.name }}", fetch]')], 12, 'git runs'],
  [
    'a value as what git rebase runs',
    [shell('[git, rebase, -x, "{{ params.name }}", main]')],
    12,
    'git runs',
  ],
  [
    'a value as what git bisect runs',
    [shell('[git, bisect, run, sh, -c, "{{ params.name }}"]')],
    12,
    'sh runs',
  ],
  [
    'a value as ProxyCommand of scp',
    [shell('[scp, -o, "ProxyCommand={{ params.name }}", a, "b:"]')],
    12,
    'scp runs',
  ],
  [
    'a value as a second program of find',
    [shell('[find, ., -exec, ls, "{}", ";", -exec, "{{ params.name }}", ";"]')],
    12,
    'choose what runs',
  ],
  ['a value as xargs sh -c', [shell('[xargs, sh, -c, "{{ params.name }}"]')], 12, 'sh runs'],
  ['a value as what deno evaluates', [shell('[deno, eval, "{{ params.name }}"]')], 12, 'deno runs'],
  ['a value as what bun runs', [shell('[bun, run, "{{ params.name }}"]')], 12, 'choose what runs'],
  ['a value as a setting file of curl', [shell('[curl, -sK, "{{ params.name }}"]')], 12, 'choose what runs'],
  ['a value as what wget asks', [shell('[wget, "--use-askpass={{ params.name }}", a]')], 12, 'wget runs'],
  [
    'a value as a property of systemd-run',
    [shell('[systemd-run, -p, "ExecStartPre={{ params.name }}", ls]')],
    12,
    'systemd-run runs',
  ],
  [
    'a value as a program of runuser',
    [shell('[runuser, -u, ops, --, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  ['a value as a table of crontab', [shell('[crontab, "{{ params.name }}"]')], 12, 'choose what runs'],
  [
    'a value as what is typed into screen',
    [shell('[screen, -S, x, -X, stuff, "{{ params.name }}"]')],
    12,
    'screen runs',
  ],
  [
    'a value as a program of screen',
    [shell('[screen, -dmS, x, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  ['a value as what tmux runs', [shell('[tmux, new, -d, "ls {{ params.name }}"]')], 12, 'tmux runs'],
  ['a value as a start of vim', [shell('[vim, "+!{{ params.name }}", a]')], 12, 'vim runs'],
  ['a value as a pager of man', [shell('[man, -P, "{{ params.name }}", ls]')], 12, 'man runs'],
  [
    'a value as a script of redis',
    [shell('[redis-cli, --eval, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as a text of redis',
    [shell('[redis-cli, EVAL, "{{ params.name }}", "0"]')],
    12,
    'redis-cli runs',
  ],
  ['a value as a pipe of psql', [shell('[psql, -o, "|{{ params.name }}"]')], 12, 'psql runs'],
  ['a value as python -m timeit', [shell('[python3, -m, timeit, "{{ params.name }}"]')], 12, 'python runs'],
  ['a value as crystal eval', [shell('[crystal, eval, "{{ params.name }}"]')], 12, 'crystal runs'],
  [
    'a value as what git bisect runs for itself',
    [shell('[git, bisect, run, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  ['a value as a program of fd', [shell('[fd, log, -x, "{{ params.name }}"]')], 12, 'choose what runs'],
  ['a value as a program of poetry', [shell('[poetry, run, "{{ params.name }}"]')], 12, 'choose what runs'],
  ['a value as a program of bundle', [shell('[bundle, exec, "{{ params.name }}"]')], 12, 'choose what runs'],
  [
    'a value as a program of start-stop-daemon',
    [shell('[start-stop-daemon, --start, --exec, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as a program of pkexec',
    [shell('[pkexec, --user, ops, "{{ params.name }}"]')],
    12,
    'choose what runs',
  ],
  [
    'a value as a package that is loaded for a tool',
    [shell('[npx, -p, "{{ params.name }}", tool]')],
    12,
    'choose what runs',
  ],
  ['a value as a test of zip', [shell('[zip, -T, -TT, "x {{ params.name }}", a.zip, b]')], 12, 'zip runs'],
  ['a value for parallel', [shell('[parallel, ls, "{{ params.name }}"]')], 12, 'parallel runs'],
  [
    'a secret in PATH',
    [shell('[ls]', ', env: { PATH: "/bin:{{ secrets.A }}" }')],
    12,
    'could know which program runs',
  ],
  ['a value as PATH', [shell('[ls]', ', env: { PATH: "x{{ params.name }}" }')], 12, 'choose what runs'],
  [
    'a value as BASH_ENV',
    [shell('[ls]', ', env: { BASH_ENV: "x{{ params.name }}" }')],
    12,
    'choose what runs',
  ],
  [
    'a value as LD_PRELOAD',
    [shell('[ls]', ', env: { LD_PRELOAD: "x{{ params.name }}" }')],
    12,
    'choose what runs',
  ],
  [
    'a value as NODE_OPTIONS',
    [shell('[ls]', ', env: { NODE_OPTIONS: "x{{ params.name }}" }')],
    12,
    'choose what runs',
  ],
  [
    'a value as PYTHONPATH',
    [shell('[ls]', ', env: { PYTHONPATH: "x{{ params.name }}" }')],
    12,
    'choose what runs',
  ],
  [
    'a value as GIT_SSH_COMMAND',
    [shell('[ls]', ', env: { GIT_SSH_COMMAND: "x{{ params.name }}" }')],
    12,
    'choose what runs',
  ],
  ['a parameter as a program', [shell('["{{ params.name }}"]')], 12, 'choose what runs'],
  [
    'a parameter in the path of a program',
    [shell('["scripts/{{ params.name }}.sh"]')],
    12,
    'choose what runs',
  ],
  ['a parameter in cwd', [shell('[ls]', ', cwd: "data/{{ params.name }}"')], 12, 'choose what runs'],
  ['a parameter as a server', ['http: { get: "https://{{ params.host }}/x" }'], 12, 'name of a server'],
  [
    'a parameter behind a server without a slash',
    ['http: { get: "{{ vars.monitor }}{{ params.host }}/x" }'],
    12,
    'name of a server',
  ],
  ['a parameter as the whole address', ['http: { get: "{{ params.host }}" }'], 12, 'name of a server'],
  ['an address that is none', ['http: { get: "monitor/health" }'], 12, 'not an address'],
  ['an address of another protocol', ['http: { get: "ftp://a.example" }'], 12, 'not an address'],
  ['a flag whose value may be left out', [shell('[ls, --size, "{{ params.size }}"]')], 12, 'may be left out'],
  [
    'a line break in a header',
    ['http: { get: "https://a.example", headers: { X-A: "a\\nb" } }'],
    12,
    'no header can carry',
  ],
  [
    'a letter in a header that none can carry',
    ['http: { get: "https://a.example", headers: { X-A: "→ {{ params.name }}" } }'],
    12,
    'no header can carry',
  ],
  [
    'two headers that differ in case',
    ['http: { get: "https://a.example", headers: { Accept: a, accept: b } }'],
    12,
    'stands here twice',
  ],
  [
    'a value in the header that chooses the service',
    ['http: { get: "https://a.example", headers: { Host: "{{ params.name }}" } }'],
    12,
    'would choose what runs',
  ],
  [
    'a length of its own in a request',
    ['http: { get: "https://a.example", headers: { Content-Length: "3" } }'],
    12,
    'how a request is sent',
  ],
  [
    'a body in two forms at once',
    ['http: { post: "https://a.example", headers: { transfer-encoding: chunked }, json: {} }, effect: pure'],
    12,
    'how a request is sent',
  ],
  [
    'a request to switch protocols',
    ['http: { get: "https://a.example", headers: { Upgrade: websocket } }'],
    12,
    'how a request is sent',
  ],
  [
    'the json of a step that parses none',
    [`id: a, ${shell('[ls]')}`, 'notify: { text: "{{ steps.a.json.x }}" }'],
    13,
    'has no json',
  ],
  [
    'a field that a result has not',
    ['id: a, http: { get: "https://a.example" }', 'notify: { text: "{{ steps.a.boddy }}" }'],
    13,
    "has no 'boddy'",
  ],
  [
    'something inside a number',
    ['id: a, wait: { for: 1s }', 'notify: { text: "{{ steps.a.waitedMs.x }}" }'],
    13,
    "no 'x' inside",
  ],
  [
    'a field that may be left empty',
    [
      'id: a, ask: { question: Q, fields: [{ name: why, label: W, required: false }] }',
      'notify: { text: "{{ steps.a.why }}" }',
    ],
    13,
    'empty',
  ],
  [
    'a result of a later step',
    ['notify: { text: "{{ steps.b.ms }}" }', `id: b, ${shell('[ls]')}`],
    12,
    "no earlier step 'b'",
  ],
  ['a result of the same step', ['id: b, notify: { text: "{{ steps.b.text }}" }'], 12, "no earlier step 'b'"],
  [
    'a result of a step that may be skipped',
    [
      'id: q, branch: { question: Q, choices: { a: A, b: B } }',
      `id: s, when: { step: q, is: a }, ${shell('[ls]')}`,
      'notify: { text: "{{ steps.s.ms }}" }',
    ],
    14,
    'may be skipped',
  ],
  [
    'an outcome of a step without outcomes',
    ['id: a, http: { get: "https://a.example" }', 'when: { step: a, is: ok }, notify: { text: T }'],
    13,
    "never ends as 'ok'",
  ],
  [
    'ok as an outcome',
    [
      `id: a, ${shell('[ls]', ', exits: { "0": ok, "3": threat }')}`,
      'when: { step: a, is: ok }, notify: { text: T }',
    ],
    13,
    "never ends as 'ok'",
  ],
  ['an end of a run as an outcome', [shell('[ls]', ', exits: { "3": succeeded }')], 12, 'no outcome'],
  ['an exit code above 255', [shell('[ls]', ', exits: { "256": threat }')], 12, "'256'"],
  ['an exit code that is written otherwise', [shell('[ls]', ', exits: { "007": threat }')], 12, "'007'"],
  [
    'a status that does not exist',
    ['http: { get: "https://a.example", expect: { status: 2000 } }'],
    12,
    '2000',
  ],
  [
    'a pattern in a path that could take for ever',
    [
      `http: { get: "https://a.example", expect: { json: { "$.items[?match(@.s, '(?=a)([a-z]+)*')].s": x } } }`,
    ],
    12,
    'looks ahead',
  ],
  [
    'a path with a pattern of its answer',
    [`http: { get: "https://a.example", expect: { json: { "$[?search(@.a, @.b)]": x } } }`],
    12,
    'from the answer',
  ],
  [
    'a comparison with a placeholder',
    ['assert: { checks: [{ label: L, value: "1", in: ["{{ params.name }}"] }] }'],
    12,
    'Nothing is filled in here',
  ],
  [
    'a name in a body with a placeholder',
    ['http: { post: "https://a.example", json: { "{{ params.name }}": 1 } }, effect: idempotent'],
    12,
    'Nothing is filled in here',
  ],
  [
    'two fields of one name',
    ['ask: { question: Q, fields: [{ name: a, label: A }, { name: a, label: B }] }'],
    12,
    'taken',
  ],
  [
    'a field that is called as who answered',
    ['ask: { question: Q, fields: [{ name: by, label: A }] }'],
    12,
    'taken',
  ],
];

describe('lint is as strict as the planner', () => {
  it.each(FAULTY)('and refuses %s, with its place', (_name, written, line, words) => {
    const problems = problemsOf(steps(...written));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line, message: expect.stringContaining(words) as string });
    expect(problems[0]?.suggestion).not.toBe('');
  });

  it.each([
    ['a value behind -- of bash -c', shell('[bash, -c, "echo \\"$1\\"", run, "{{ params.name }}"]')],
    ['a value for a script', shell('[bash, scripts/x.sh, -c, "{{ params.name }}"]')],
    ['a value for a module of python', shell('[python3, -m, tool, "{{ params.name }}"]')],
    [
      'a value for a program behind wrappers',
      shell('[sudo, -u, ops, timeout, "{{ params.host }}", ls, "{{ params.name }}"]'),
    ],
    [
      'a value as a variable of psql',
      shell('[psql, -d, "{{ params.name }}", -v, "n={{ params.name }}", -c, "select :n"]'),
    ],
    [
      'a value as a variable of awk',
      shell('[awk, -v, "n={{ params.name }}", "$1 == n", "{{ params.name }}"]'),
    ],
    [
      'a value as a variable of jq',
      shell('[jq, --arg, n, "{{ params.name }}", ".[$n]", "data/{{ params.name }}"]'),
    ],
    ['a value for the text of python', shell('[python3, -c, "import sys", "{{ params.name }}"]')],
    ['a value for the script of node', shell('[node, scripts/x.mjs, "--name={{ params.name }}"]')],
    [
      'a value as a container and an argument in it',
      shell('[docker, exec, "{{ params.host }}", ls, "{{ params.name }}"]'),
    ],
    [
      'a value beside pwsh -File',
      shell('[pwsh, -NoProfile, -WindowStyle, Hidden, -File, a.ps1, "{{ params.name }}"]'),
    ],
    [
      'a value beside a script behind flags of python',
      shell('[python3, -uB, jobs/x.py, "{{ params.name }}"]'),
    ],
    [
      'a value beside a script behind flags of node',
      shell('[node, --no-warnings, --enable-source-maps, -r, ./a.js, x.mjs, "{{ params.name }}"]'),
    ],
    ['a value beside a script of bash -e', shell('[bash, -euo, pipefail, x.sh, "{{ params.name }}"]')],
    ['a value beside a script of ruby -W0', shell('[ruby, -W0, x.rb, "{{ params.name }}"]')],
    ['a value beside a file for sed -n', shell('[sed, -nE, s/a/b/p, "{{ params.name }}"]')],
    [
      'a value beside an option with its value in one item that nobody knows',
      shell('[python3, --fresh=x, jobs/x.py, "{{ params.name }}"]'),
    ],
    ['a value beside a branch of git', shell('[git, switch, -c, "{{ params.name }}"]')],
    [
      'a value beside a name as a setting of git',
      shell('[git, -c, "user.name={{ params.name }}", commit, -m, x]'),
    ],
    [
      'a value beside a program in a container',
      shell('[docker, run, --rm, -it, --gpus, all, -e, "N={{ params.name }}", box, ls, "{{ params.name }}"]'),
    ],
    [
      'a value beside a program in a pod',
      shell('[kubectl, exec, -n, a, -it, "{{ params.name }}", --, ls, "{{ params.name }}"]'),
    ],
    ['a value beside a program of nix', shell('[nix, run, .#tool, --, "{{ params.name }}"]')],
    [
      'a value beside a limit of systemd-run',
      shell('[systemd-run, --wait, -p, "MemoryMax={{ params.name }}", ls, "{{ params.name }}"]'),
    ],
    [
      'a value beside an address of curl',
      shell('[curl, -fsS, -o, "{{ params.name }}", "https://a.example/{{ params.name }}"]'),
    ],
    ['a value beside a file of psql', shell('[psql, -o, "out/{{ params.name }}"]')],
    ['a value beside a task of make-like npm', shell('[npm, run, -s, x, --, "{{ params.name }}"]')],
    ['a value beside options behind flags of sudo', shell('[sudo, -n, -E, ls, "{{ params.name }}"]')],
    ['a value beside a script of deno', shell('[deno, run, --allow-net, x.ts, "{{ params.name }}"]')],
    ['a value beside a script of bun', shell('[bun, run, x.ts, "{{ params.name }}"]')],
    [
      'a value beside a server of java',
      shell('[java, -Xmx1g, -XX:+UseG1GC, -cp, a.jar, Main, "{{ params.name }}"]'),
    ],
    ['a value beside xargs -0', shell('[xargs, -r, "-0", ls, "{{ params.name }}"]')],
    ['a value beside a flag of ts-node', shell('[ts-node, -T, x.ts, "{{ params.name }}"]')],
    ['a value beside a list of screen', shell('[screen, -ls, "{{ params.name }}"]')],
    [
      'a value beside a program of aws-vault',
      shell('[aws-vault, exec, "{{ params.name }}", --, ls, "{{ params.name }}"]'),
    ],
    ['a value beside a script of poetry', shell('[poetry, run, x, "{{ params.name }}"]')],
    ['a value as a usual variable behind env', shell('[env, "NAME={{ params.name }}", ls]')],
    [
      'a value for what java runs',
      shell('[java, "-Dname={{ params.name }}", -jar, app.jar, "{{ params.name }}"]'),
    ],
    ['a value for a script of npm', shell('[npm, run, deploy, --, "{{ params.name }}"]')],
    [
      'a value as what rsync copies',
      shell('[rsync, -az, "data/{{ params.name }}", "box:{{ params.name }}"]'),
    ],
    ['a value as what tar packs', shell('[tar, -czf, "{{ params.name }}", data]')],
    ['a value as the name of a container', shell('[docker, run, --name, "{{ params.name }}", box]')],
    ['a value as what is restarted', shell('[systemctl, restart, "{{ params.name }}"]')],
    ['a value as a file of sqlite3', shell('[sqlite3, "{{ params.name }}", .tables]')],
    [
      'a value behind the name of an interpreter that is an argument',
      shell('[systemctl, restart, node, "{{ params.name }}"]'),
    ],
    ['an optional value of one item with its flag', shell('[ls, "--size={{ params.size }}"]')],
    ['an optional value behind --', shell('[ls, -l, --, "{{ params.size }}"]')],
    ['a variable as a program', shell('["{{ vars.home }}/bin/x", "{{ params.name }}"]')],
    [
      'a secret for what a program reads',
      shell('[cat]', ', stdin: "{{ secrets.A }}", env: { B: "{{ secrets.B }}" }'),
    ],
    [
      'a parameter in a path and a query',
      'http: { get: "{{ vars.monitor }}/{{ params.name }}?h={{ params.host }}" }',
    ],
  ])('and takes %s', (_name, step) => {
    expect(problemsOf(steps(step))).toEqual([]);
  });

  it('takes the result of a skipped step where the same choice leads', () => {
    expect(
      problemsOf(
        steps(
          'id: q, branch: { question: Q, choices: { a: A, b: B } }',
          `id: s, when: { step: q, is: a }, ${shell('[ls]')}`,
          'when: { step: q, is: a }, notify: { text: "{{ steps.s.ms }} {{ steps.q.by }}" }',
        ),
      ),
    ).toEqual([]);
  });

  it('shows every problem of every step at once', () => {
    const problems = problemsOf(
      steps(
        shell('["{{ params.name }}", "{{ params.nme }}", "{{ secrets.A }}", "{{ broken"]'),
        'http: { get: "https://{{ params.host }}", headers: { A: "{{ vars.nope }}" } }',
      ),
    );
    expect(problems.map(({ line }) => line)).toEqual([12, 12, 12, 12, 13, 13]);
  });

  it('decides with the same function as a plan, which is refused in the same words', () => {
    const runbook = runbookOf(steps(shell('[ls, "{{ params.name }}"]')));
    const { act } = runbook.actions;
    if (act === undefined) throw new Error('no action');
    const [step] = act.steps;
    if (step === undefined) throw new Error('no step');
    const faulty = { ...act, steps: [{ ...step, written: { run: ['bash', '-c', '{{ params.name }}'] } }] };
    const [finding] = actionFindings(runbook, faulty, stepKinds);
    const plan = () =>
      makePlan({
        occasion: OCCASION,
        people: [],
        runbook,
        action: faulty,
        params: { name: 'a', host: 'b' },
        mode: 'execute',
        environment: 'test',
        settings: { vars: {}, workdir: '/' },
        kinds: stepKinds,
      });
    expect(plan).toThrow(OpsError);
    expect(plan).toThrow(finding?.message);
  });
});

describe('a value that the definition itself offers', () => {
  const offering = (param: string, step: string): string =>
    demo(
      `  act:\n    title: Act\n    source: L1\n    risk: read\n    params: { n: { description: N, ${param} } }\n    steps: [{ ${step} }]`,
    );
  const option = shell('[ls, "{{ params.n }}"]');
  const address = 'http: { get: "https://a.example/{{ params.n }}" }';

  it.each([
    ['a default below zero as an option', 'type: integer, default: -5', option],
    [
      'a default as an option of a probe',
      'type: text, default: "-x"',
      'shell: { run: [ls], probe: [ls, "{{ params.n }}"] }, effect: pure',
    ],
    ['a choice as an option', 'type: choice, choices: ["f", "-g"]', option],
    ['an example as an option', 'type: text, example: "-x"', option],
    ['numbers below zero as options', 'type: integer, max: -1', option],
    ['a choice as a path that leads up', 'type: choice, choices: ["a", ".."]', address],
    ['a default as a path that leads up', 'type: text, default: "."', address],
  ])('is refused as a plan would refuse it: %s', (_name, param, step) => {
    expect(problemsOf(offering(param, step))).toMatchObject([
      { line: 11, message: expect.stringContaining('the definition itself offers') as string },
    ]);
  });

  it.each([
    ['type: integer, default: -5', shell('[ls, --, "{{ params.n }}"]')],
    ['type: integer, default: -5', shell('[ls, "--n={{ params.n }}"]')],
    ['type: integer, min: -5, max: 5', option],
    ['type: choice, choices: ["..a", "..."]', address],
  ])('is taken where it does no harm: %s', (param, step) => {
    expect(problemsOf(offering(param, step))).toEqual([]);
  });
});

describe('files of an action', () => {
  const naming = (pattern: string): string =>
    demo(
      `  act:\n    title: Act\n    source: L1\n    risk: read\n    files: ["${pattern}"]\n    steps: [{ wait: { for: 1s } }]`,
    );

  it.each(['+(a|aa|aaa)!', 'lib/[ab].mjs', 'lib/a**b'])('are not written as %s', (pattern) => {
    expect(problemsOf(naming(pattern))).toMatchObject([
      { line: 10, suggestion: expect.stringContaining('**') as string },
    ]);
  });

  it('are written with * and ? in names, and ** for folders', () => {
    expect(problemsOf(naming('lib/**/*a*a*a*.mj?'))).toEqual([]);
  });
});

describe('what an action requires', () => {
  const requiring = (outcome: string, ...required: readonly string[]): string =>
    demo(
      `  first: { title: F, source: L1, risk: read, steps: [${required.map((step) => `{ ${step} }`).join(', ')}] }
  second:
    title: S
    source: L1
    risk: read
    requires: [{ action: first, outcome: ${outcome}, within: 15m }]
    steps: [{ wait: { for: 1s } }]`,
    );

  it.each([
    ['success', 'wait: { for: 1s }', 'succeeded'],
    ['ok', `${shell('[ls]', ', exits: { "0": ok }')}`, 'succeeded'],
    ['threat', `${shell('[ls]', ', exits: { "3": treat }')}`, "Did you mean 'treat'?"],
  ])('cannot be an outcome that it never has, such as %s', (outcome, step, suggestion) => {
    expect(problemsOf(requiring(outcome, step))).toMatchObject([
      {
        line: 11,
        message: `'first' never ends as '${outcome}'.`,
        suggestion: expect.stringContaining(suggestion) as string,
      },
    ]);
  });

  it.each([
    ['success', 'threat'],
    ['succeeded', 'threat'],
    ['treat', "Did you mean 'threat'?"],
  ])('of a step cannot be an outcome that it never has, such as %s', (outcome, suggestion) => {
    const found = `id: a, ${shell('[ls]', ', exits: { "0": ok, "3": threat }')}`;
    expect(problemsOf(steps(found, `when: { step: a, is: ${outcome} }, wait: { for: 1s }`))).toMatchObject([
      {
        line: 13,
        message: `Step 'a' never ends as '${outcome}'.`,
        suggestion: expect.stringContaining(suggestion) as string,
      },
    ]);
  });

  it('cannot be an outcome that a later branch always replaces', () => {
    const branch = 'branch: { question: Q, choices: { a: A, b: B } }';
    expect(problemsOf(requiring('threat', shell('[ls]', ', exits: { "3": threat }'), branch))).toHaveLength(
      1,
    );
    expect(problemsOf(requiring('a', shell('[ls]', ', exits: { "3": threat }'), branch))).toEqual([]);
  });

  it('cannot go round in a circle', () => {
    const one = (name: string, required: string): string =>
      `  ${name}: { title: F, source: L1, risk: read, requires: [{ action: ${required}, within: 1h }], steps: [{ wait: { for: 1s } }] }`;
    const text = demo([one('a', 'b'), one('b', 'c'), one('c', 'a')].join('\n'));
    expect(problemsOf(text).map(({ line }) => line)).toEqual([6, 7, 8]);
  });
});

describe('advice', () => {
  it('for a time without a unit is what the author can write', () => {
    const [problem] = problemsOf(steps('wait: { for: 1s }, timeout: 15'));
    expect(problem).toMatchObject({
      line: 12,
      suggestion: 'Write the number with its unit: 15s, 15m, 15h, 15d.',
    });
    expect(problemsOf(steps(`${shell('[ls]')}, timeout: 15s`))).toEqual([]);
  });

  it.each([
    ['wait: { for: 10m }, timeout: 30s', 'timeout', 'kind wait is not ended'],
    [
      'ask: { question: Who saw it?, fields: [{ name: witness, label: Who }] }, timeout: 30m',
      'timeout',
      'kind ask is not ended',
    ],
    ['confirm: { question: Is it green? }, timeout: 30m', 'timeout', 'kind confirm is not ended'],
    [
      'confirm: { question: Is it green? }, effect: pure, retry: { attempts: 3 }',
      'retry',
      'comes to the same',
    ],
  ])('refuses a limit that nothing would keep: %s', (step, _key, message) => {
    expect(problemsOf(steps(step))).toMatchObject([
      { line: 12, message: expect.stringContaining(message) as string },
    ]);
  });

  it.each(['99999999999d', '0s', '25d', '15'])('refuses the time limit %s', (timeout) => {
    expect(problemsOf(steps(`wait: { for: 1s }, timeout: "${timeout}"`))).toMatchObject([{ line: 12 }]);
  });

  it.each([
    ['of a retry', steps(`${shell('[ls]')}, retry: { attempts: 2, backoff: 99999999999d }`), 12],
    ['of a poll', steps(`${shell('[ls]')}, poll: { every: 1s, for: 99999999999d }`), 12],
    [
      'of a check',
      steps('assert: { checks: [{ label: L, value: "{{ params.name }}", withinLast: 99999999999d }] }'),
      12,
    ],
    ['of a policy', steps('wait: { for: 1s }').replace('expires: 30m', 'timelock: 99999999999d'), 4],
    ['of votes', steps('wait: { for: 1s }').replace('expires: 30m', 'expires: 99999999999d'), 4],
    ['of a role', steps('wait: { for: 1s }').replace('expires: 30m', 'hold: 99999999999d'), 4],
    [
      'between runs',
      steps('wait: { for: 1s }').replace('risk: read', 'risk: read\n    cooldown: 99999999999d'),
      10,
    ],
  ])('refuses a time beyond all measure wherever times stand: %s', (_where, text, line) => {
    expect(problemsOf(text)).toMatchObject([
      { line, message: expect.stringContaining('not a duration of at most a year') as string },
    ]);
  });

  it('refuses a wait beyond all measure', () => {
    expect(problemsOf(steps('wait: { for: 99999999999d }'))).toMatchObject([{ line: 12 }]);
  });

  it('for an id without quotes shows every digit of it, and asks for quotes', () => {
    expect(problemsOf(steps(shell('[ls, 12345678901234567891]')))).toMatchObject([
      {
        line: 12,
        message: expect.stringContaining('12345678901234567891, not a text') as string,
        suggestion: 'Put the text into double quotes.',
      },
    ]);
  });

  it('for a bracket that is never closed points at where it opens', () => {
    const [problem] = problemsOf('runbook: demo\ntitle: [a, b\nsource: x\nactions: {}\n');
    expect(problem).toMatchObject({ line: 2, column: 8, message: 'This [ is never closed.' });
  });

  it.each([
    ['steps: [{ shell: { run: [echo, hi } }]', '['],
    ['steps: [{ shell: { run: [echo, hi], cwd: "/" ] }]', '{'],
  ])(
    'for a bracket that one of another kind closes points at where it opens, and at nothing else: %s',
    (line, bracket) => {
      const problems = problemsOf(`runbook: demo\ntitle: a\n${line}\nactions: {}\n`);
      const column = bracket === '[' ? line.indexOf('[echo') + 1 : line.indexOf('{ run') + 1;
      expect(problems.slice(0, 1)).toMatchObject([
        { line: 3, column, message: `This ${bracket} is never closed.` },
      ]);
      expect(problems).toHaveLength(1);
    },
  );

  it('for an open bracket says nothing of the lines behind it, which are read otherwise than they were meant', () => {
    const text =
      "runbook: demo\ntitle: [a, b\nsource: x\nactions:\n  reset:\n    title: 'Reset: it'\n    @odd: 1\n";
    expect(problemsOf(text)).toMatchObject([{ line: 2, column: 8, message: 'This [ is never closed.' }]);
  });

  it('refuses a key that would change what an object is, wherever it stands', () => {
    const body = 'http: { post: "https://a.example", json: { a: { __proto__: 1 } } }, effect: idempotent';
    expect(problemsOf(steps(body))).toMatchObject([
      { line: 12, message: "Nothing may be called '__proto__'." },
    ]);
  });
});

describe('a problem hides no other', () => {
  it('whether a schema, a check or a syntax found it, in whichever file', () => {
    const wrongTemplate = `  good: { title: G, source: L1, risk: read, steps: [{ ${shell('[ls, "{{ params.nope }}"]')} }] }`;
    const misspelt = '  bad: { titel: B, source: L1, risk: read, steps: [{ wait: { for: 1s } }] }';
    const lines = problemsOf(demo(`${wrongTemplate}\n${misspelt}`)).map(({ line }) => line);
    expect(new Set(lines)).toEqual(new Set([6, 7]));
  });

  it('of a step the problems of the other steps of its action', () => {
    const problems = problemsOf(
      steps(
        `id: a, ${shell('[ls]', ', prase: json')}`,
        'notify: { text: "{{ steps.a.json.x }} {{ steps.b.ms }}" }',
        'wait: { fro: 1s }',
        'when: { step: a, is: threat }, notify: { text: "{{ params.nme }}" }',
        'when: { step: c, is: threat }, notify: { text: "{{ vars.hmoe }}" }',
      ),
    );
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [12, "Nothing is called 'prase' here."],
      [13, "There is no earlier step 'b'."],
      [14, "'for' is missing."],
      [14, "Nothing is called 'fro' here."],
      [15, "The action has no parameter 'nme'."],
      [16, "There is no earlier step 'c'."],
      [16, "The runbook has no variable 'hmoe'."],
    ]);
  });

  it.each([
    ['its title is missing', 'source: L1, risk: read', [6, 6]],
    ['its source is wrong', 'title: T, source: 12, risk: read', [6, 6]],
    ['its risk is misspelt', 'title: T, source: L1, risk: raed', [6, 6]],
    ['a key of it is unknown', 'title: T, source: L1, risk: read, lokc: a/b', [6, 6]],
    [
      'a parameter of it is wrong',
      'title: T, source: L1, risk: read, params: { name: { type: txt } }',
      [6, 6, 6],
    ],
  ])('of an action whose steps are wrong as well: %s', (_name, head, lines) => {
    const step = shell('[ls, "{{ secrets.A }}"]');
    const problems = problemsOf(demo(`  act: { ${head}, steps: [{ ${step} }] }`));
    expect(problems.map(({ line }) => line)).toEqual(lines);
    expect(problems.some(({ message }) => message.includes('cannot stand here'))).toBe(true);
  });

  it('of an item those of references and roles elsewhere, and speaks of nothing that a faulty part may hold', () => {
    const text = demo(
      `  bad: { titel: B, source: L1, risk: high, aproval: one-sre, steps: [{ ${shell('[ls]', ', exits: { "3": threat }')} }, { wait: { fro: 1s } }] }
  good: { title: G, source: L1, risk: read, requires: [{ action: bad, outcome: threat, within: 1h }, { action: bda, within: 1h }], steps: [{ wait: { for: 1s } }] }
  glass: { title: G, source: L1, risk: high, reduces: risk, breakGlass: { of: [sre] }, steps: [{ wait: { for: 1s } }] }`,
      `checklists: { day: { title: Day, items: [{ id: a, title: A, source: L1, action: good }, { id: b, titel: B, source: L1, action: bad }, { id: c, title: C, source: L1, action: goood }] } }
procedures: { p: { title: P, source: L1, purpose: operation, steps: [{ id: a, title: A, source: L1, checklist: day, of: [seniors] }] } }`,
    );
    const said = problemsOf(text, { roles: ['sre'] }).map(({ line, message }) => [line, message]);
    expect(said).toEqual([
      [6, "'title' is missing."],
      [6, "Nothing is called 'titel' here."],
      [6, "Nothing is called 'aproval' here."],
      [6, "'for' is missing."],
      [6, "Nothing is called 'fro' here."],
      [7, "There is no action 'bda'."],
      [8, "'limit' is missing."],
      [8, "'review' is missing."],
      [8, "'page' is missing."],
      [9, "'source' is missing."],
      [9, "'title' is missing."],
      [9, "Nothing is called 'titel' here."],
      [9, "There is no action 'goood'."],
      [10, "keyturn.yaml has no role 'seniors'."],
    ]);
  });

  it('and the name of another folder is said beside the rest', () => {
    const folder = folderWith({ 'other/a.yaml': steps(shell('[ls, "{{ params.nope }}"]')) });
    expect(loadRunbooks(folder, stepKinds).problems.map(({ line }) => line)).toEqual([1, 12]);
  });

  it('and a file that is not valid YAML does not silence the others', () => {
    const folder = folderWith({
      'demo/a.yaml': 'runbook: demo\nactions: { a: [\n',
      'demo/b.yaml': demo('  bad: { titel: B, source: L1, risk: read, steps: [{ wait: { for: 1s } }] }'),
    });
    const { problems } = loadRunbooks(folder, stepKinds);
    expect(problems.some(({ file }) => file.endsWith('a.yaml'))).toBe(true);
    expect(problems.some(({ file, message }) => file.endsWith('b.yaml') && message.includes("'titel'"))).toBe(
      true,
    );
  });
});

it('a default or an example that its own type refuses is refused, with its place', () => {
  const one = (param: string) =>
    problemsOf(
      demo(
        `  act:\n    title: Act\n    source: L1\n    risk: read\n    params:\n      p: { description: P, ${param} }\n    steps:\n      - { ${shell('[ls]')} }`,
      ),
    );
  const [problem] = one('type: integer, default: many');
  expect(problem?.message).toContain('"many" is not a whole number');
  expect(one('type: datetime, default: "2024-02-30T00:00:00Z"')).toHaveLength(1);
  expect(one('type: integer, default: 11, max: 10')).toHaveLength(1);
  expect(one('type: choice, choices: [a, b], default: c')).toHaveLength(1);
  expect(one('type: boolean, default: 5')).toHaveLength(1);
  expect(one('type: number, example: "1e3"')).toHaveLength(1);
  expect(one('type: text, default: "a\u202eb"')).toHaveLength(1);
  expect(one('type: integer, default: 9007199254740993, example: "12"')).toEqual([]);
});

it.each([
  ['type: integer, default: many', 'not a whole number'],
  ['type: datetime, default: "2024-02-30T00:00:00Z"', 'on a day that exists'],
  ['type: evm-address, example: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"', 'wrong checksum'],
  ['type: choice, choices: [a, b, a]', 'stands here twice'],
  ['type: integer, min: 9007199254740993, max: 9007199254740992', 'at least 9007199254740993'],
])('a blank of a message is as strict as a parameter: %s', (field, words) => {
  const wait = '  act: { title: Act, source: L1, risk: read, steps: [{ wait: { for: 1s } }] }';
  const template = `t: { title: T, source: L1, text: "{{ fields.n }}", fields: { n: { description: N, ${field} } } }`;
  expect(problemsOf(demo(wait, `templates: { ${template} }`))).toMatchObject([
    { line: 7, message: expect.stringContaining(words) as string },
  ]);
});
