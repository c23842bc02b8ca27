import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;

/**
 * The licences of what a bundle holds of other people's code, because each asks to travel with it.
 *
 * @param {import('esbuild').Metafile} metafile
 * @param {string} workingDirectory  what the metafile's paths are relative to
 * @returns {string}
 * @throws where a package does not say under which licence it is
 */
export function thirdPartyLicenses(metafile, workingDirectory) {
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0),
  );
  const directories = new Set(files.flatMap((file) => PACKAGE.exec(file)?.[0] ?? []));
  const entries = [...directories].map((directory) => licenseOf(join(workingDirectory, directory))).sort();
  return `asp contains code of these packages.\n\n${[...new Set(entries)].join('\n')}`;
}

/** @param {string} directory */
function licenseOf(directory) {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${directory}/package.json names no licence`);
  const texts = readdirSync(directory)
    .filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return `${'-'.repeat(80)}\n${name} ${version}, ${license}\n\n${texts.map((text) => `${text}\n`).join('\n')}`;
}
