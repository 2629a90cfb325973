import { describe, expect, it } from 'vitest';
import {
  openCheckpoint,
  parseCheckpointBody,
  signCheckpoint,
  splitNotes,
} from '../../../src/audit/checkpoint.ts';
import { claimedSigners, generateSignerKey, parseSigner, parseVerifier } from '../../../src/audit/note.ts';

// The example of the specification's reference implementation (golang.org/x/mod/sumdb/note).
const SECRET = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const PUBLIC = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

describe('signed notes', () => {
  it('are, byte for byte, those of the reference implementation', () => {
    const signer = parseSigner(SECRET);
    expect(signer.verifier.text).toBe(PUBLIC);
    expect(signer.sign(TEXT)).toBe(`${TEXT}\n${SIGNATURE}`);
    expect(parseVerifier(PUBLIC).open(`${TEXT}\n${SIGNATURE}`)).toBe(TEXT);
  });

  it('do not open when a letter was changed, and ignore signatures of others', () => {
    const verifier = parseVerifier(PUBLIC);
    const other = parseSigner(generateSignerKey('other'));
    const note = `${TEXT}\n${SIGNATURE}`;
    expect(verifier.open(note.replace('think', 'thinK'))).toBeUndefined();
    expect(verifier.open(other.sign(TEXT))).toBeUndefined();
    expect(verifier.open(`${note}${other.sign(TEXT).split('\n').at(-2)}\n`)).toBe(TEXT);
    expect(verifier.open('no note')).toBeUndefined();
    expect(claimedSigners(note)).toEqual(['PeterNeumann+c74f20a3']);
  });

  it('refuse keys that are damaged, without repeating them', () => {
    expect(() => parseVerifier(PUBLIC.replace('c74f20a3', 'c74f20a4'))).toThrow('does not belong');
    expect(() => parseVerifier('x')).toThrow('name+hash+key');
    expect(() => parseSigner(PUBLIC)).toThrow('begins with PRIVATE+KEY+');
    expect(() => parseSigner(SECRET.replace('ARpc', 'ARpd').slice(0, -4))).toThrow(/^(?!.*AYEK)/);
    expect(() => generateSignerKey('with space')).toThrow('no spaces');
  });
});

describe('checkpoints', () => {
  const signer = parseSigner(generateSignerKey('ops.example.org/keyturn'));
  const root = Buffer.alloc(32, 7);

  it('5.13 have the form of C2SP tlog-checkpoint: origin, size, root, a line each', () => {
    const note = signCheckpoint(signer, 42, root);
    expect(note.split('\n').slice(0, 4)).toEqual([
      'ops.example.org/keyturn',
      '42',
      root.toString('base64'),
      '',
    ]);
    expect(openCheckpoint(signer.verifier, note)).toEqual({
      origin: 'ops.example.org/keyturn',
      size: 42,
      root,
    });
  });

  it('are nothing when the origin is another log’s, or the body is malformed', () => {
    const foreign = signer.sign(`another/log\n42\n${root.toString('base64')}\n`);
    expect(openCheckpoint(signer.verifier, foreign)).toBeUndefined();
    for (const body of ['a\n042\nx\n', 'a\n1\nAAAA\n', 'a\n1\n', '', `a\n-1\n${root.toString('base64')}\n`]) {
      expect(parseCheckpointBody(body)).toBeUndefined();
    }
  });

  it('are found again in a file of many', () => {
    const notes = [1, 2, 3].map((size) => signCheckpoint(signer, size, root));
    expect(splitNotes(notes.join('\n'))).toEqual(notes);
    expect(splitNotes(notes.join(''))).toEqual(notes);
    expect(splitNotes('')).toEqual([]);
  });
});
