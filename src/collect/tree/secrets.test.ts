import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Secret, secretsIn } from './secrets.ts';

// Made here, so that no text of this repository has the looks of a secret.
const base64 = (seed: string, length: number): string => {
  const blocks = Array.from({ length: Math.ceil(length / 43) }, (_, index) => createHash('sha256').update(`${seed}${index}`).digest('base64'));
  return blocks.map((block) => block.slice(0, 43)).join('').slice(0, length);
};
const letters = (seed: string, length: number): string => base64(seed, 4 * length).replaceAll(/[^A-Za-z0-9]/g, '').slice(0, length);
const capitals = (seed: string, length: number): string => base64(seed, 8 * length).replaceAll(/[^A-Z2-7]/g, '').slice(0, length);
const hex = (seed: string): string => createHash('sha1').update(seed).digest('hex');
const encode = (text: string): string => Buffer.from(text).toString('base64');

const keyId = `AKIA${capitals('id', 16)}`;
const keySecret = `aB3${base64('secret', 37)}`;
const github = `ghp_${letters('github', 36)}`;
const wrapped = (body: string): string => body.replaceAll(/.{64}/g, '$&\n');
const pem = (label: string, body = base64(label, 600)): string => `-----BEGIN ${label}-----\n${wrapped(body)}\n-----END ${label}-----\n`;
const exampleId = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const exampleSecret = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/');

type Row = readonly [what: string, path: string, text: string, found: readonly Secret[]];
const at = (kind: Secret['kind'], ...lines: readonly number[]): readonly Secret[] => lines.map((line) => ({ line, kind }));
const none: readonly Secret[] = [];

const keys: readonly Row[] = [
  ['a PKCS #8 key', 'tls.key', pem('PRIVATE KEY'), at('private-key', 1)],
  ['an RSA key below a text', 'notes.md', `Do not lose this:\n\n${pem('RSA PRIVATE KEY')}`, at('private-key', 3)],
  ['an OpenSSH key', 'id_ed25519', pem('OPENSSH PRIVATE KEY'), at('private-key', 1)],
  ['a short Ed25519 key', 'key.pem', pem('PRIVATE KEY', base64('ed', 64)), at('private-key', 1)],
  ['an encrypted key with its headers', 'k', `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n${wrapped(base64('e', 300))}\n-----END`, at('private-key', 1)],
  ['a key in YAML', 'secret.yaml', `stringData:\n  tls.key: |\n    ${pem('EC PRIVATE KEY').replaceAll('\n', '\n    ')}`, at('private-key', 2 + 1)],
  ['a key in a service account of JSON', 'sa.json', JSON.stringify({ private_key: pem('PRIVATE KEY') }), at('private-key', 1)],
  ['a key in Go', 'main.go', `const k = "-----BEGIN PRIVATE KEY-----\\n" +\n\t"${base64('g', 200)}\\n" +\n\t"-----END PRIVATE KEY-----"`, at('private-key', 1)],
  ['a PGP key', 'k.asc', `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: x\n\n${wrapped(base64('pgp', 400))}\n-----END PGP PRIVATE KEY BLOCK-----`, at('private-key', 1)],
  ['a key with Windows line ends', 'tls.key', pem('PRIVATE KEY').replaceAll('\n', '\r\n'), at('private-key', 1)],
  ['two keys', 'keys', pem('PRIVATE KEY', base64('1', 64)) + pem('PRIVATE KEY', base64('2', 64)), at('private-key', 1, 5)],
  ['a certificate', 'tls.crt', pem('CERTIFICATE'), none],
  ['a public key', 'cosign.pub', pem('PUBLIC KEY'), none],
  ['an SSH public key', 'id.pub', `ssh-ed25519 ${base64('pub', 68)} someone@host`, none],
  ['a key shortened in a text', 'README.md', '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg...\n-----END PRIVATE KEY-----', none],
  ['a key left out of a text', 'README.md', '-----BEGIN PRIVATE KEY-----\n<your key>\n-----END PRIVATE KEY-----', none],
  ['a key of one letter', 'values.yaml', pem('PRIVATE KEY', 'A'.repeat(600)), none],
  ['code that knows a key by its first line', 'main.go', 'if strings.HasPrefix(s, "-----BEGIN RSA PRIVATE KEY-----") {\n\treturn parseTheKeyThatFollowsHereAndReturnItAsAnInterface(s)\n}', none],
  ['a template of a key', 'tls.yaml', 'key: |\n  -----BEGIN PRIVATE KEY-----\n  {{ .Values.tls.key }}\n  -----END PRIVATE KEY-----', none],
  ['the key of a Go test', 'internal/server_test.go', `const key = \`${pem('PRIVATE KEY')}\``, none],
  ['the key of a Go test, as a file', 'tls/testdata/server.key', pem('PRIVATE KEY'), none],
];

const clouds: readonly Row[] = [
  ['an access key id with its secret', 'main.tf', `provider "aws" {\n  access_key = "${keyId}"\n  secret_key = "${keySecret}"\n}`, at('cloud-key', 2, 3)],
  ['a credentials file', '.aws/credentials', `[default]\naws_access_key_id=${keyId}\naws_secret_access_key=${keySecret}\n`, at('cloud-key', 2, 3)],
  ['an access key id in code', 'main.go', `id := "${keyId}"`, at('cloud-key', 1)],
  ['a temporary access key id', 'x.sh', `export AWS_ACCESS_KEY_ID=ASIA${capitals('t', 16)}`, at('cloud-key', 1)],
  ['a secret key near its id, whatever it is called', 'notes.txt', `id ${keyId}\n\nthe other half: ${keySecret}`, at('cloud-key', 1, 3)],
  ['a secret key alone, by its name', 'ci.yml', `env:\n  AWS_SECRET_ACCESS_KEY: ${keySecret}`, at('cloud-key', 2)],
  ['a Google API key', 'app.js', `init({ apiKey: "AIza${letters('g', 35)}" })`, at('cloud-key', 1)],
  ['the key of AWS’s documentation', 'README.md', `${exampleId}\n${exampleSecret}`, none],
  ['the same in a settings file', 'x.ini', `aws_access_key_id = ${exampleId}\naws_secret_access_key = ${exampleSecret}`, none],
  ['an id crossed out', 'x.sh', `AWS_ACCESS_KEY_ID=AKIA${'X'.repeat(16)}`, none],
  ['an id inside a longer word', 'go.sum', `h1:ab${keyId}cd=`, none],
  ['commit ids near a key id', 'ci.yml', `# ${keyId}\nuses: actions/checkout@${hex('a')}\nuses: actions/setup-go@${hex('b')}`, at('cloud-key', 1)],
  ['base64 of 40 characters far from any key id', 'sums.txt', `${keySecret}\n`, none],
  ['a role and an account', 'main.tf', 'role_arn = "arn:aws:iam::123456789012:role/docc-operator"\naccess_key_rotation = "90"', none],
  ['the ids of LocalStack', 'main.tf', 'access_key = "test"\nsecret_key = "mock_secret_key"', none],
];

const tokens: readonly Row[] = [
  ['a classic token of GitHub', 'README.md', `git clone https://${github}@github.com/o/r`, at('token', 1)],
  ['each kind of it', 'x', ['gho', 'ghu', 'ghs', 'ghr'].map((kind) => `${kind}_${letters(kind, 36)}`).join('\n'), at('token', 1, 2, 3, 4)],
  ['a fine-grained token of GitHub', 'x.py', `t = "github_pat_${letters('a', 22)}_${letters('b', 59)}"`, at('token', 1)],
  ['a token of Docker Hub', 'Makefile', `login:\n\techo dckr_pat_${letters('d', 27)} | docker login -u me --password-stdin`, at('token', 2)],
  ['a token of Slack', 'x.yml', `url: xoxb-1234567890-${letters('s', 24)}`, at('token', 1)],
  ['a hook of Slack', 'x.yml', `url: https://hooks.slack.com/services/T0${capitals('T', 8)}/B0${capitals('B', 8)}/${letters('h', 24)}`, at('token', 1)],
  ['a token of GitLab', 'x', `glpat-${letters('l', 20)}`, at('token', 1)],
  ['a token of npm', '.npmrc', `//registry.example/:_authToken=npm_${letters('n', 36)}`, at('token', 1)],
  ['a token of HCP Terraform', '.terraformrc', `credentials "app.terraform.io" {\n  token = "${letters('t', 14)}.atlasv1.${letters('u', 67)}"\n}`, at('token', 2)],
  ['a token in a comment', 'main.go', `// ${github}`, at('token', 1)],
  ['a token told to be none', 'README.md', `ghp_${'x'.repeat(36)} ghp_${'1'.repeat(36)} xoxb-your-token-1 glpat-${'example'.repeat(3)} dckr_pat_${'x'.repeat(27)}`, none],
  ['a hook crossed out', 'README.md', `https://hooks.slack.com/services/T00000000/B00000000/${'X'.repeat(24)}`, none],
  ['a prefix alone', 'scan.go', 'prefixes := []string{"ghp_", "github_pat_", "dckr_pat_", "xoxb-", "AKIA", "AIza", "glpat-"}', none],
  ['a reference', 'ci.yml', 'password: ${{ secrets.DOCKERHUB_TOKEN }}\ntoken: ${{ github.token }}\ntoken: "{{ .Values.token }}"', none],
  ['a token of a Go test', 'auth_test.go', `const token = "${github}"`, none],
];

const files: readonly Row[] = [
  ['a kubeconfig with a client key', 'kubeconfig', `kind: Config\nusers:\n- user:\n    client-certificate-data: ${encode(pem('CERTIFICATE'))}\n    client-key-data: ${encode(pem('EC PRIVATE KEY'))}`, at('kubeconfig', 5)],
  ['a kubeconfig with a token', 'k.yaml', `apiVersion: v1\nkind: Config\ncurrent-context: x\nusers:\n- name: x\n  user:\n    token: ${letters('k', 40)}`, at('kubeconfig', 7)],
  ['a kubeconfig as JSON', 'k', JSON.stringify({ kind: 'Config', 'current-context': 'x', users: [{ user: { token: letters('j', 40) } }] }), at('kubeconfig', 1)],
  ['a kubeconfig that asks AWS for a token', 'k.yaml', `kind: Config\ncurrent-context: x\nclusters:\n- cluster:\n    certificate-authority-data: ${encode(pem('CERTIFICATE'))}\nusers:\n- user:\n    exec:\n      command: aws\n      args: [eks, get-token]`, none],
  ['a kubeconfig with its secrets left out', 'k.yaml', 'kind: Config\ncurrent-context: x\nusers:\n- user:\n    client-key-data: REDACTED\n    token: <token>\n    password: ${PASSWORD}', none],
  ['a Docker login', '.docker/config.json', JSON.stringify({ auths: { 'https://index.example/v1/': { auth: encode(`me:${letters('p', 20)}`) } } }), at('registry-login', 1)],
  ['a Docker login over lines', 'config.json', JSON.stringify({ auths: { r: { auth: encode('me:hunter2!') } } }, null, 2), at('registry-login', 4)],
  ['an identity token', 'config.json', JSON.stringify({ auths: { r: { identitytoken: letters('i', 60) } } }), at('registry-login', 1)],
  ['a pull secret of Kubernetes', 'pull.yaml', `data:\n  .dockerconfigjson: ${encode(JSON.stringify({ auths: { r: { auth: 'bWU6aHVudGVyMiE=' } } }))}`, at('registry-login', 2)],
  ['a Docker configuration with a helper', '.docker/config.json', '{"auths": {"ghcr.io": {}}, "credsStore": "desktop", "credHelpers": {"x": "ecr-login"}}', none],
  ['a Docker login of documentation', 'config.json', JSON.stringify({ auths: { r: { auth: encode('user:password') } } }), none],
  ['a template of a Docker login', 'config.json', '{"auths": {"r": {"auth": "${AUTH_OF_REGISTRY}"}}}', none],
  ['an empty pull secret', 'pull.yaml', 'data:\n  .dockerconfigjson: e30=\n  .dockerconfigjson: {{ .Values.pull | b64enc }}', none],
];

const passwords: readonly Row[] = [
  ['Terraform', 'main.tf', 'resource "aws_db_instance" "x" {\n  password = "hunter2"\n  username = "admin"\n}', at('password', 2)],
  ['a map of Terraform', 'main.tf', 'locals { db = { "password" = "hunter2", user = "x" } }', at('password', 1)],
  ['a default of Terraform', 'variables.tf', 'variable "db_password" {\n  type        = string\n  description = "x"\n  default     = "hunter2"\n}', at('password', 4)],
  ['a value set for a chart', 'main.tf', 'set {\n  name  = "grafana.adminPassword"\n  value = "hunter2"\n}', at('password', 3)],
  ['user data', 'main.tf', 'user_data = <<-EOT\n  #!/bin/sh\n  export DB_PASSWORD=hunter2\n  db:\n    password: hunter2\nEOT\npassword = var.x', at('password', 3, 5)],
  ['tfvars', 'prod.tfvars', 'db_password = "S3cret!"', at('password', 1)],
  ['tfvars of JSON', 'prod.tfvars.json', '{"db_password": "S3cret!"}', at('password', 1)],
  ['a secret’s string', 'main.tf', 'secret_string = "hunter2"', at('password', 1)],
  ['YAML', 'values.yaml', 'db:\n  password: hunter2\n  pgPassword: "hun ter"\n  rootPassword: \'hunter2\' # for now', at('password', 2, 4)],
  ['YAML on one line', 'values.yaml', 'db: {user: me, password: hunter2, port: 1}', at('password', 1)],
  ['a Secret', 'secret.yaml', `data:\n  password: ${encode('hunter2')}`, at('password', 2)],
  ['an environment of a Pod', 'pod.yaml', 'env:\n- name: DB_PASSWORD\n  value: hunter2\n- name: LOG_LEVEL\n  value: debug', at('password', 3)],
  ['a literal of Kustomize', 'kustomization.yaml', 'literals:\n  - password=hunter2', at('password', 2)],
  ['an argument', 'job.yaml', 'args: ["--user=me", "--password=hunter2"]', at('password', 1)],
  ['an ini file', 'app.ini', '[db]\npassword = hunter2', at('password', 2)],
  ['a properties file', 'x.properties', 'db.password=hunter2', at('password', 1)],
  ['a .env', '.env', 'PORT=80\nDB_PASS=hunter2\nAPP_PWD=hunter3', at('password', 2, 3)],
  ['a script', 'deploy.sh', 'export PGPASSWORD="hunter2"\nTOKEN=$(cat t)', at('password', 1)],
  ['a Dockerfile', 'Dockerfile', 'FROM x\nENV DB_PASSWORD hunter2\nENV A=1 B_PASSWORD=hunter2\nARG NPM_TOKEN', at('password', 2, 3)],
  ['a Makefile', 'Makefile', 'PASSWORD ?= hunter2\npassword: all', at('password', 1)],
  ['a client secret', 'values.yaml', `clientSecret: ${letters('c', 32)}\njwt_secret: "${hex('j')}"`, at('token', 1, 2)],
  ['an API key', 'config.json', `{"apiKey": "${letters('k', 32)}", "x": 1}`, at('token', 1)],
  ['a token that only its name tells', 'terraform.tfvars', `cloudflare_api_token = "${letters('cf', 40)}"`, at('token', 1)],
  ['a weak one that is in force', 'values.yaml', 'adminPassword: changeme', at('password', 1)],
];

const honest: readonly (readonly [what: string, path: string, text: string])[] = [
  ['references of Terraform', 'main.tf', 'password = var.password\npassword = random_password.db.result\npassword = "${var.password}"\ntoken = data.aws_eks_cluster_auth.x.token\nmanage_master_user_password = true'],
  ['settings about secrets', 'main.tf', 'http_tokens = "required"\npassword_length = "16"\nmin_password_length = 14\nsecret_name = "docc-db-2026-main"\nsecret_arn = "arn:aws:secretsmanager:x"\npassword_policy = "strict"\nkms_key_id = "alias/x"\ntoken_url = "https://x/1234567890abcdef"'],
  ['a variable without a default', 'variables.tf', 'variable "db_password" {\n  type      = string\n  sensitive = true\n}\nvariable "region" {\n  default = "eu-west-1"\n}'],
  ['a variable with an empty default', 'variables.tf', 'variable "db_password" {\n  default = ""\n}\nvariable "api_token" {\n  default = null\n}'],
  ['references of Kubernetes', 'pod.yaml', 'env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: password\n- name: PASSWORD_FILE\n  value: /run/secrets/password\nautomountServiceAccountToken: false\nimagePullSecrets: [{name: pull}]\nsecretName: docc-sample-tls-2026'],
  ['references of Helm', 'templates/secret.yaml', 'password: {{ .Values.password | b64enc }}\ntoken: "{{ .Values.token }}"\npassword: {{ required "set a password" .Values.p }}'],
  ['references of a workflow', '.github/workflows/x.yml', 'permissions:\n  id-token: write\nsteps:\n- with:\n    password: ${{ secrets.X }}\n    token: ${{ github.token }}\n- run: echo "$PASSWORD" | docker login --password-stdin'],
  ['references of a shell', 'x.sh', 'PASSWORD=$(cat /run/x)\nTOKEN="${TOKEN:?}"\nPASSWORD=$1\nPASSWORD=`pass x`\nif [ "$PASSWORD" = "" ]; then read -rp "Password: " PASSWORD; fi\npassword=""\n[ "$token" == "abc" ]'],
  ['placeholders', 'values.yaml', 'password: ""\npassword: <password>\npassword: xxxxxxxx\npassword: "********"\npassword: REPLACE_ME\npassword: your-password\ntoken: <token>\napiKey: YOUR_API_KEY_1234567890\npassword: example-password\npassword: "..."\npassword: null\npassword: ~\npassword: TODO'],
  ['passwords called by their own names', 'values.yaml', 'password: password\ndb_password: db-password\npassword: DB_PASSWORD\ntoken: GITHUB_TOKEN\nuserPasswordKey: user-password'],
  ['existing secrets', 'values.yaml', 'existingSecret: db-credentials\nexistingSecretPasswordKey: password\npasswordSecretRef:\n  name: x\nsecret: docc-sample-secret-2026\ntlsSecret: my-tls'],
  ['a model of a .env', '.env.example', 'DB_PASSWORD=changeme\nAPI_TOKEN=abcd1234efgh5678ijkl'],
  ['a model of tfvars', 'terraform.tfvars.example', 'db_password = "changeme"'],
  ['a model of values', 'values.example.yaml', 'password: changeme'],
  ['comments', 'values.yaml', '# password: hunter2\nport: 80 # password: hunter2'],
  ['a sealed secret', 'sealed.yaml', `kind: SealedSecret\nspec:\n  encryptedData:\n    password: ${base64('sealed', 700)}\n    token: ${base64('t', 700)}`],
  ['a secret encrypted with SOPS', 'secret.yaml', 'password: ENC[AES256_GCM,data:p673w==,iv:YY=,aad:UQ=,type:str]'],
  ['a secret kept elsewhere', 'x.yaml', 'password: vault:secret/data/db#password\npassword: op://vault/item\npassword: ref+awssecrets://x\npassword: !vault x\npassword: *shared'],
  ['sentences', 'messages.yaml', 'password: Enter your password\ntoken: the token we sent\nerror: "Wrong password: try again"'],
  ['an API’s description', 'openapi.yaml', 'properties:\n  password:\n    type: string\n    format: password\n  token: string\nparameters:\n- name: password\n  in: query\n  required: true'],
  ['a JSON schema', 'values.schema.json', '{"properties": {"password": {"type": "string"}, "token": {"type": "string", "minLength": 16}}, "required": ["password"]}'],
  ['a module of Go', 'go.mod', 'module example.test/password\n\nrequire github.com/x/token v1.2.3'],
  ['code', 'main.go', 'password := "hunter2"\ntoken = os.Getenv("TOKEN")\ncfg := Config{Password: "x"}'],
  ['a lock file', '.terraform.lock.hcl', `provider "x" {\n  hashes = ["h1:${base64('h', 43)}="]\n}`],
  ['pinned actions and images', 'ci.yml', `uses: actions/checkout@${hex('c')} # v4\nimage: golang:1.26@sha256:${createHash('sha256').update('i').digest('hex')}`],
  ['documentation', 'README.md', 'Set `password: hunter2` in values.yaml, or DB_PASSWORD=hunter2.'],
  ['nginx', 'nginx.conf', 'proxy_pass http://app:8080;\nauth_basic_user_file /etc/x;\nssl_password_file /etc/y;'],
];

describe.each([
  ['private keys', keys],
  ['keys of clouds', clouds],
  ['tokens', tokens],
  ['files that hold a login', files],
  ['passwords', passwords],
])('%s', (_, rows) => {
  test.each(rows)('%s', (__, path, text, found) => expect(secretsIn(path, text)).toEqual(found));
});

describe('honest texts', () => {
  test.each(honest)('%s', (_, path, text) => expect(secretsIn(path, text)).toEqual([]));
});

test('what is found holds a line and a kind, and nothing of the secret', () => {
  const rows = [...keys, ...clouds, ...tokens, ...files, ...passwords];
  for (const found of rows.flatMap(([, path, text]) => secretsIn(path, text))) expect(Object.keys(found).toSorted()).toEqual(['kind', 'line']);
});

test('a file counts for 20 at most', () => {
  expect(secretsIn('x.env', 'A_PASSWORD=hunter2\n'.repeat(50))).toHaveLength(20);
  expect(secretsIn('x.txt', `${github}\n`.repeat(50))).toHaveLength(20);
});

test('any secret is found on its line, between any lines', () => {
  const filler = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\n\r\u2028]/g, '')), { maxLength: 20 });
  fc.assert(
    fc.property(filler, filler, fc.constantFrom(github, keyId), (before, after, secret) => {
      const found = secretsIn('notes.txt', [...before, `x ${secret} y`, ...after].join('\n'));
      expect(found.map(({ line }) => line)).toContain(before.length + 1);
    }),
  );
});

test('texts made to take long are read to their end', () => {
  const million = (text: string): string => text.repeat(1_000_000 / text.length);
  for (const text of ['xoxb-', 'key: x\n', '\n', 'a-', `-----BEGIN PRIVATE KEY-----${'\n'.repeat(16_000)}`, `name: ${' '.repeat(4_000)}`]) {
    expect(secretsIn('x.yaml', million(text))).toEqual([]);
  }
});

test('any text is read to its end, whatever the file is called', () => {
  const bits = fc.constantFrom('password', '=', ':', '"', "'", '\\', ' ', '\n', '-----BEGIN PRIVATE KEY-----', '-', '${', '<<EOT', 'EOT', 'name', 'value', '{', '#', 'AKIA', 'ghp_', 'a');
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 60 }), fc.constantFrom('x.tf', 'x.yaml', '.env', 'Dockerfile', 'x.json', 'x'), (parts, path) => {
      for (const { line } of secretsIn(path, parts.join(''))) expect(line).toBeGreaterThan(0);
    }),
  );
});
