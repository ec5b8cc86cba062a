// The texts in Spanish of the pages without a chat, which the server writes into them (service/http/small_page_texts.py).

export default {
  // The page at an address without a room.
  "no room here": "No hay ninguna sala en esta dirección.",
  "room address": "La dirección de una sala es /r/ y su nombre: letras y cifras, con guiones entre las palabras, y no demasiado largo.",
  "open room": "Abrir {room}",
  "open lobby": "Ir a la sala principal",

  // The page of another error.
  "not allowed": "Esto no se puede abrir desde aquí.",
  "request failed": "Esta dirección no se puede abrir así.",
  "request too large": "Tu navegador ha enviado demasiado de una vez.",
  "too many requests": "Demasiadas peticiones a la vez. Espera un momento e inténtalo de nuevo.",
  "not now": "Ahora mismo no es posible. Inténtalo de nuevo en un momento.",
  "server failed": "Algo ha fallado en el servidor. Inténtalo de nuevo.",

  // The page that asks for the passphrase.
  "passphrase": "Frase de acceso",
  "enter": "Entrar",
  "passphrase hint": "Pídesela a la persona que te invitó. Solo la escribirás una vez en este navegador.",
  "wrong passphrase": "Frase de acceso incorrecta. Inténtalo de nuevo.",
  "too many attempts": "Demasiados intentos desde tu red. Espera unos segundos e inténtalo de nuevo.",
  "needs cookies": "Esta página necesita cookies, y tu navegador no ha guardado ninguna. Permite las cookies aquí y escribe de nuevo la frase de acceso.",
};
