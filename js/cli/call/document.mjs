// JSON from the command line, from a file, or from standard input.
import { readFile } from 'node:fs/promises';
import { isObject, parseJSON } from '../kinds.mjs';
import { Refusal } from '../refusal.mjs';

let isInputRead = false;

/**
 * The object that an option's text says: JSON itself, `@file`, or `-` for standard input.
 *
 * @param {string} option its name, for the error
 * @param {string} text
 * @returns {Promise<object>}
 * @throws {Refusal} which quotes nothing of what it read
 */
export async function readDocument(option, text) {
  const { content, where } = await contentOf(option, text);
  let value;
  try {
    value = parseJSON(content);
  } catch {
    throw new Refusal(`--${option}: ${where} is no JSON`);
  }
  if (!isObject(value)) throw new Refusal(`--${option}: ${where} is no JSON object`);
  return value;
}

async function contentOf(option, text) {
  if (text === '-') return { content: await standardInput(option), where: 'standard input' };
  if (!text.startsWith('@')) return { content: text, where: 'the value' };
  const where = text.slice(1);
  try {
    return { content: await readFile(where, 'utf8'), where };
  } catch (error) {
    throw new Refusal(`--${option}: ${error.message}`);
  }
}

async function standardInput(option) {
  if (isInputRead) throw new Refusal(`--${option}: standard input can be read once`);
  isInputRead = true;
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
