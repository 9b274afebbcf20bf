import Handlebars from 'handlebars';
import { DiagnosticsError, fault, type Span } from '../../core/diagnostic.ts';
import { spanInside } from '../position.ts';
import type { Program } from './ast.ts';
import { findParseError } from './parse-error.ts';

/** The parts of a text that starts at a place. Throws DiagnosticsError. */
export function parseTemplate(text: string, span: Span): Program {
  try {
    return Handlebars.parse(text) as unknown as Program;
  } catch (error) {
    const { offset, message, hint } = findParseError(error, text);
    throw new DiagnosticsError([
      fault('template/syntax', message, { span: spanInside(span, text, offset), hint }),
    ]);
  }
}
