// The page's texts in Spanish. A text with a count has a form for each plural category of the language.

export default {
  // The frame of the page.
  "welcome": "¡Hola, {name}!",
  "copy link": "Copiar enlace",
  "copied": "Copiado",
  "people": "Personas",
  "in this room": "en esta sala",
  "you": "tú",
  "and more": { one: "y {count} más", many: "y {count} más", other: "y {count} más" },

  // The message list.
  "messages": "Mensajes",
  "start of room": "Este es el inicio de la sala.",
  "invite": "Saluda, o copia el enlace para invitar a otras personas. No hace falta una cuenta.",
  "loading older": "Cargando mensajes anteriores…",
  "older failed": "No se pudieron cargar los mensajes anteriores.",
  "load older": "Cargar mensajes anteriores",
  "loading newer": "Cargando mensajes más recientes…",
  "newer failed": "No se pudieron cargar los mensajes más recientes.",
  "load newer": "Cargar mensajes más recientes",
  "today": "Hoy",
  "yesterday": "Ayer",
  "unread": "Nuevos",
  "latest messages": "Últimos mensajes",
  "new messages": { one: "{count} mensaje nuevo", many: "{count} de mensajes nuevos", other: "{count} mensajes nuevos" },
  "message not found": "El mensaje {seq} no existe o se eliminó.",

  // A message.
  "copy message link": "Copiar enlace al mensaje",
  "copy code": "Copiar código",
  "mentions you": "Te menciona",
  "announced message": "{name}: {text}",

  // Below a message of ours that is not settled.
  "slow to send": "Está tardando más de lo normal…",
  "sent when reconnected": "Se enviará cuando se restablezca la conexión.",
  "sending too fast": "Estás enviando mensajes demasiado rápido. El resto se enviará automáticamente.",
  "not sent": "No enviado.",
  "not stored": "El servidor no pudo guardarlo. Se volverá a intentar automáticamente.",
  "message too long": "Tiene más de {limit} caracteres.",
  "message empty": "No tiene texto visible.",
  "attempts failed": "Fallaron varios intentos.",
  "not accepted": "El servidor no lo aceptó.",
  "retry": "Reintentar",
  "edit": "Editar",
  "delete": "Eliminar",

  // The composer.
  "message": "Mensaje",
  "write a message": "Escribe un mensaje",
  "send": "Enviar",
  "send as parts": { one: "Enviar como {count} mensaje", many: "Enviar como {count} de mensajes", other: "Enviar como {count} mensajes" },
  "characters left": { one: "Queda {count} carácter", many: "Quedan {count} de caracteres", other: "Quedan {count} caracteres" },
  "characters over": { one: "Sobra {count} carácter", many: "Sobran {count} de caracteres", other: "Sobran {count} caracteres" },
  "unknown command": "El comando {command} no existe. Para publicarlo como mensaje, envíalo otra vez.",
  "no pictures": "Aquí aún no se pueden enviar imágenes.",
  "no files": "Aquí aún no se pueden enviar archivos.",
  "people to mention": "Personas que puedes mencionar",

  // The name.
  "writing as": "Escribes como",
  "change name": "Cambiar tu nombre",
  "your name": "Tu nombre",
  "name not available": "Este nombre no está disponible.",
  "name empty": "Escribe un nombre.",
  "name too long": "Este nombre no está disponible: tiene más de {limit} caracteres.",
  "name invisible": "Este nombre no está disponible: contiene un carácter invisible.",
  "name marks": "Este nombre no está disponible: tiene demasiados acentos en una letra.",
  "name reserved": "Este nombre no está disponible: está reservado.",
  "name mixed": "Este nombre no está disponible: mezcla alfabetos en una palabra.",
  "name too fast": "Estás cambiando de nombre demasiado rápido. Inténtalo de nuevo en un momento.",

  // Who joins, leaves and types.
  "joined": { one: "{names} se unió", many: "{names} se unieron", other: "{names} se unieron" },
  "left": { one: "{names} salió", many: "{names} salieron", other: "{names} salieron" },
  "renamed": "{was} ahora se llama {name}",
  "typing": { one: "{names} está escribiendo…", many: "{names} están escribiendo…", other: "{names} están escribiendo…" },
  "others": { one: "{count} persona más", many: "{count} de personas más", other: "{count} personas más" },

  // The banner about the connection.
  "reconnecting": "Reconectando… {saved}",
  "offline": "No tienes conexión. {saved}",
  "messages saved": "Tus mensajes están guardados.",
  "messages not saved": "Este navegador no puede guardar tus mensajes. No cierres esta pestaña hasta que se envíen.",
  "blocked": "Un firewall o un proxy bloquea la conexión en vivo (WebSocket). Prueba con otra red. {saved}",
  "full": "El servidor está lleno en este momento. Te conectarás en cuanto haya un lugar libre.",
  "too many connections": "Hay demasiadas conexiones desde tu red. Esta pestaña se conectará cuando se cierre otra.",
  "back online": "Conexión restablecida.",
  "new version": "Hay una nueva versión disponible.",
  "page outdated": "Esta página no está actualizada. Recárgala para continuar.",
  "no access": "No tienes acceso a esta sala.",
  "sent too much": "Se cerró la conexión porque enviaste demasiado a la vez. {saved}",
  "disconnected": "Se cerró la conexión.",
  "try now": "Intentar ahora",
  "reload": "Recargar",
  "reconnect": "Reconectar",
  "later": "Más tarde",

  // Settings.
  "settings": "Ajustes",
  "theme": "Tema",
  "system": "Sistema",
  "light": "Claro",
  "dark": "Oscuro",
  "show joins": "Mostrar quién se une y quién sale",
  "show typing": "Mostrar quién está escribiendo, y que otros vean cuando escribo",
  "close": "Cerrar",

  // Help.
  "help": "Atajos de teclado y comandos",
  "new line": "Nueva línea",
  "insert last message": "Insertar tu último mensaje (si el campo está vacío)",
  "mention": "Mencionar a alguien",
  "scroll": "Desplazarte por los mensajes",
  "close or go to messages": "Cerrar lo que esté abierto o ir a los mensajes",
  "describe action": "Describir lo que haces",
  "show help": "Mostrar esta ayuda",

  // The page at an address that cannot be a room's.
  "not a room": "Esta dirección no puede ser una sala.",
  "room names": "El nombre de una sala tiene letras y cifras, con guiones entre las palabras. No puede ser demasiado largo.",
  "open room": "Abrir {room}",
  "open lobby": "Ir a la sala principal",
};
