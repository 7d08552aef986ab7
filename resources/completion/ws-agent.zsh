#compdef ws-agent
# Completion of ws-agent for zsh. The program itself knows what can come next.

_ws_agent()
{
    local line program=${(Q)words[1]/#\~\//$HOME/}
    local -a candidates asked space
    (( $+commands[$program] )) || [[ -x $program ]] || program=ws-agent
    asked=("${(@)words[1,CURRENT-1]}" "$PREFIX")
    for line in "${(@f)$("$program" __complete "${(@)asked}" 2>/dev/null)}"; do
        case $line in
        '') ;;
        :files) _files ;;
        :dirs) _files -/ ;;
        :nospace) space=(-S '') ;;
        *$'\t'*) candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
        *) candidates+=("${line//:/\\:}") ;;
        esac
    done
    (( $#candidates )) && _describe -t values ws-agent candidates "${(@)space}"
}

if (( ! $+functions[compdef] )); then
    autoload -Uz compinit && compinit
fi
compdef _ws_agent ws-agent
