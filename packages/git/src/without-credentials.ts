const HTTP_USERINFO = /\b(https?|ftps?):\/\/[^/?#\s]*@/gi;
const PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^/?#\s:@]*):[^/?#\s]*@/gi;

/**
 * A URL, or a message that contains URLs, without its secrets. Over HTTP the user part may be a token, so all of it goes; elsewhere
 * (`ssh://git@host/…`) the user is part of the address and only a password goes. `git@host:path` has no place for a password.
 */
export function withoutCredentials(text: string): string {
  return text.replace(HTTP_USERINFO, '$1://').replace(PASSWORD, '$1@');
}
