/** What several attacks are made of. */

export const sample = 'assets/sample';
export const chart = 'chart/docc-sample';
export const eks = 'assets/eks';

/** The head of a program for Linux, and nothing behind it. */
export const elf = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(57)]);

/** An object more of the chart’s, labelled as its others are. */
export const template = (name: string, apiVersion: string, kind: string, more: string): string => `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: {{ include "docc-sample.fullname" . }}-${name}
  labels:
    {{- include "docc-sample.labels" . | nindent 4 }}
${more}`;

export const withWindowsLines = (text: string): string => text.replaceAll('\n', '\r\n');
