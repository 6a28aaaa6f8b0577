/** A message that repeats a long text of the user, without its middle: what is wrong mostly stands before or after that. */
export function shortened(message: string): string {
  return message.length <= 2000 ? message : `${message.slice(0, 1000)} … ${message.slice(-500)}`;
}
