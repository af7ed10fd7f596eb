// Every field that crosses an edge says what it means: finds fields of zod objects without `.describe`. Pure.
import { z } from 'zod';

/** Wrappers whose inner schema is what the field is about. */
type Wrapper = {
  innerType?: z.ZodType;
  element?: z.ZodType;
  items?: z.ZodType[];
  options?: z.ZodType[];
  valueType?: z.ZodType;
};

/** Paths such as "scoreRequest.controls.seed" of fields without a text. */
export function findUndescribedFields(schema: z.ZodType, path: string): string[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, field]) => [
      ...(isDescribed(field) ? [] : [`${path}.${name}`]),
      ...findUndescribedFields(field, `${path}.${name}`),
    ]);
  }
  return innerSchemas(schema).flatMap((inner) => findUndescribedFields(inner, path));
}

function isDescribed(schema: z.ZodType): boolean {
  if ((schema.description ?? '').trim() !== '') return true;
  const { innerType } = schema.def as Wrapper;
  return innerType !== undefined && isDescribed(innerType);
}

function innerSchemas(schema: z.ZodType): z.ZodType[] {
  const { innerType, element, items = [], options = [], valueType } = schema.def as Wrapper;
  return [innerType, element, valueType, ...items, ...options].filter((inner) => inner instanceof z.ZodType);
}
