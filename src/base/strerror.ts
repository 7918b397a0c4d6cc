/** Messages of system errors as in the C library; kmod prints them and scripts match them. */
const STRERROR: Readonly<Record<string, string>> = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  EIO: 'Input/output error',
  ENOEXEC: 'Exec format error',
  EBADF: 'Bad file descriptor',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EXDEV: 'Invalid cross-device link',
  ENODEV: 'No such device',
  ENXIO: 'No such device or address',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENFILE: 'Too many open files in system',
  EMFILE: 'Too many open files',
  ETXTBSY: 'Text file busy',
  EFBIG: 'File too large',
  ENOSPC: 'No space left on device',
  ESPIPE: 'Illegal seek',
  EROFS: 'Read-only file system',
  EMLINK: 'Too many links',
  EPIPE: 'Broken pipe',
  ERANGE: 'Numerical result out of range',
  ENAMETOOLONG: 'File name too long',
  ENOSYS: 'Function not implemented',
  EOPNOTSUPP: 'Operation not supported',
  ENOTEMPTY: 'Directory not empty',
  ELOOP: 'Too many levels of symbolic links',
  ENODATA: 'No data available',
  EOVERFLOW: 'Value too large for defined data type',
  ENOTSUP: 'Operation not supported',
  EDQUOT: 'Disk quota exceeded',
  ESTALE: 'Stale file handle',
  EUCLEAN: 'Structure needs cleaning',
  ENOMEDIUM: 'No medium found',
  ENOKEY: 'Required key not available',
  EKEYREJECTED: 'Key was rejected by service',
  ENOLCK: 'No locks available',
  EBADMSG: 'Bad message',
  // Defined by Node.js, not by the C library.
  ERR_ACCESS_DENIED: 'Node.js forbids it (--permission)',
}

/** The message for the name of a system error; the name itself if it is not listed here. */
export const strerror = (errno: string): string => STRERROR[errno] ?? errno

/** The message of an error; a system error at its end in words, not by its name. */
export function messageInWords({
  message,
  details: { errno },
}: {
  readonly message: string
  readonly details: { readonly errno?: string }
}): string {
  return errno !== undefined && message.endsWith(`: ${errno}`)
    ? `${message.slice(0, -errno.length)}${strerror(errno)}`
    : message
}
